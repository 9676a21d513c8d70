using System.Globalization;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>ALLO bytes [R recordsize] (RFC 959 section 4.1.3): what the next upload will have, so that its end can be told from a lost client's.</summary>
public static class AlloVerb
{
    public static Step Handle(Turn turn)
    {
        long? bytes = turn.Argument.Trim().Split(' ') switch
        {
            [var size] => Number(size),
            [var size, "R" or "r", var record] when Number(record) is not null => Number(size),
            _ => null,
        };
        return bytes is null
            ? turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax))
            : turn.With(turn.State with { Announced = bytes }).Reply(Replies.AllocationNoted);
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
