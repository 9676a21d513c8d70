using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>RNFR (RFC 959 section 4.1.3).</summary>
public static class RnfrVerb
{
    public static Step Handle(Turn turn)
    {
        var target = turn.Target;
        var place = target.Inside!;
        if (place.KeptInPlace() is { } kept)
        {
            return turn.Reply(kept);
        }

        // Asked as nobody: an interrupted upload can be continued or removed, not renamed.
        var guard = turn.Guard(place, Rights.Rename);
        return turn.AskStorage(target, (storage, cancel) => storage.StatAsync(place.Stored, default, guard, follow: false, cancel),
            (now, facts) => now.With(now.State with { RenameFrom = new RenameSource(target, facts.Kind) }).Reply(Replies.ReadyForTarget));
    }
}
