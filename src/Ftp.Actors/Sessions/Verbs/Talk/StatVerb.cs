using System.Globalization;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Sessions.Verbs.Transfers;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>STAT (RFC 959 section 4.1.3): how the session and its transfer are doing; with a path the lines of LIST, over the control connection and bounded.</summary>
public static class StatVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.Argument.Length == 0)
        {
            return turn.Reply(Replies.Status(Lines(turn)));
        }

        if (ListingVerb.TryRequest(turn, ListingFormat.List, out var target, out var logged, out var refusal) is not { } request)
        {
            return logged.Reply(refusal);
        }

        return turn.Ask(new StatusLines(request), (now, result) => result switch
        {
            { Ok: true, Value: { } listed } => now.Reply(Replies.PathStatus(target!.Path, listed.Lines, listed.Cut)),
            { Error: StorageError.Refused } => now.Refuse(target!, Rights.List),
            _ => now.Fail(target!, result.Error, result.Detail),
        });
    }

    private static IEnumerable<string> Lines(Turn turn)
    {
        var (state, world) = (turn.State, turn.World);
        yield return $"Connected from {world.Host}";
        yield return $"Logged in as {turn.Account.Login}";
        yield return state.Tls is { } tls ? $"Control connection: {tls}, certificate {tls.Certificate}" : "Control connection: in clear";
        yield return state.DataProtected ? "Data connections: TLS (PROT P)" : "Data connections: in clear (PROT C)";
        yield return $"TYPE {(state.Parameters.Type == TransferType.Ascii ? "A" : "I")}, STRU {(state.Parameters.Structure == TransferStructure.File ? "F" : "R")}, MODE S";
        yield return state.Channel is not { } channel ? "No data connection is agreed" : channel.IsPassive ? "A passive data connection is agreed" : "An active data connection is agreed";
        yield return state.Transfer is not { } transfer ? "No transfer is running" : string.Create(
            CultureInfo.InvariantCulture, $"{transfer.Verb} {transfer.Target.Path}: {world.TransferBytes} bytes{(transfer.Size is { } size ? string.Create(CultureInfo.InvariantCulture, $" of {size}") : "")}");
    }
}
