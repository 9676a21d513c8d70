using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Places;

/// <summary>RMD (RFC 959 section 4.1.3): empty directories. Where rights are set at or below a folder it stays, for they would lose their place.</summary>
public static class RmdVerb
{
    public static Step Handle(Turn turn)
    {
        var target = turn.Target;
        var place = target.Inside!;
        if (place.KeptInPlace() is { } kept)
        {
            return turn.Reply(kept);
        }

        var guard = turn.Guard(place, stored => turn.May(stored, Rights.RemoveDirectory) && !RightsSnapshot.IsPinned(stored.Resource, stored.Inside));
        return turn.AskStorage(target, (storage, cancel) => storage.RemoveDirectoryAsync(place.Stored, guard, cancel), (now, _) =>
        {
            var state = now.State.Directory.IsAtOrBelow(target.Path) ? now.State.LoseDirectory() : now.State;
            return now.With(state).Log(SessionLog.Changed(now, "directory.removed", target, $"directory {target.LogPath} removed")).Reply(Replies.DirectoryRemoved);
        });
    }
}
