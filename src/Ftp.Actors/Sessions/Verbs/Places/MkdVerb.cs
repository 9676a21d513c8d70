using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Places;

/// <summary>MKD (RFC 959 section 4.1.3). The 257 names the whole path (appendix II).</summary>
public static class MkdVerb
{
    public static Step Handle(Turn turn)
    {
        var target = turn.Target;
        var place = target.Inside!;
        if (place.IsMountPoint)
        {
            return turn.Reply(Replies.AlreadyExists);
        }

        if (!NameFilter.Accepts(turn.Account.Rules, place.Resource.Options.Rules, place.Inside.Name, isFolder: true))
        {
            return turn.Log(SessionLog.NameRefused(turn, target)).Reply(Replies.NameRefused);
        }

        var mode = place.Resource.Options.DirectoryMode ?? turn.World.Storage.DirectoryMode;
        var guard = turn.Guard(place, Rights.CreateDirectory);
        return turn.AskStorage(target, (storage, cancel) => storage.MakeDirectoryAsync(place.Stored, mode, guard, cancel),
            (now, _) => now.Log(SessionLog.Changed(now, "directory.made", target, $"directory {target.LogPath} made")).Reply(Replies.DirectoryMade(target.Path)));
    }
}
