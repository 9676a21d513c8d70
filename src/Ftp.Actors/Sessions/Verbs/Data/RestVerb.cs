using System.Globalization;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>
/// REST (RFC 3659 section 5). It holds for the next transfer verb, whatever that is. PASV, TYPE and their kin may stand between: clients send them there, and forgetting
/// the offset would append a whole file to a part.
/// </summary>
public static class RestVerb
{
    public static Step Handle(Turn turn) => long.TryParse(turn.Argument.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        ? turn.With(turn.State with { Restart = offset }).Reply(Replies.RestartAt(offset))
        : turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax));
}
