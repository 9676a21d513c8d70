using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>What MFMT and SITE UTIME do: set-attributes, or upload where this session stored the file, because clients set the time right after STOR.</summary>
public static class SetTime
{
    public static Step Do(Turn turn, string typed, DateTimeOffset time, Func<Target, Reply> done)
    {
        if (!turn.TryResolve(typed, out var target))
        {
            return turn.Reply(Replies.BadPath);
        }

        if (target.Inside is not { } place || turn.IsHidden(place))
        {
            return turn.Reply(Replies.NotFound);
        }

        var needed = turn.StoredHere(place) && !turn.May(place, Rights.SetAttributes) ? Rights.Upload : Rights.SetAttributes;
        if (!turn.May(place, needed))
        {
            return turn.Refuse(target, Rights.SetAttributes);
        }

        var guard = turn.Guard(place, stored => turn.May(stored, Rights.SetAttributes) || (turn.StoredHere(stored) && turn.May(stored, Rights.Upload)));
        return turn.AskStorage(target, (storage, cancel) => storage.SetModifiedAsync(place.Stored, time, guard, cancel),
            (now, _) => now.Log(SessionLog.Changed(now, "file.attributes", target, $"time of {target.LogPath} set to {FtpTime.Format(time)}")).Reply(done(target)));
    }
}
