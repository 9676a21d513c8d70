using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>DELE (RFC 959 section 4.1.3): a file, a link itself, or one's own interrupted upload.</summary>
public static class DeleVerb
{
    public static Step Handle(Turn turn)
    {
        var target = turn.Target;
        var place = target.Inside!;
        var (caller, guard) = (turn.State.Caller, turn.Guard(place, Rights.Delete));
        return turn.AskStorage(target, (storage, cancel) => storage.DeleteAsync(place.Stored, caller, guard, cancel),
            (now, _) => now.Log(SessionLog.Changed(now, "file.deleted", target, $"{target.LogPath} deleted")).Reply(Replies.FileDeleted));
    }
}
