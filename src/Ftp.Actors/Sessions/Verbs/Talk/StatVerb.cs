using System.Globalization;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
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

    /// <summary>Of the resource that the session stands in, and its account's own.</summary>
    private static IEnumerable<string> Quotas(Turn turn)
    {
        if (turn.At(turn.State.Directory).Inside is { } place && turn.World.Quota(QuotaKey.Resource(place.Resource.Name)) is { } shared)
        {
            yield return $"Quota of {shared.Key.Name}: {Text(shared)}";
        }

        if (!turn.Account.IsGuest && turn.World.Quota(QuotaKey.User(turn.Account.Login)) is { } own)
        {
            yield return $"Your quota: {Text(own)}";
        }
    }

    private static string Text(QuotaLine line) => line.State == QuotaState.Exact ? $"{QuotaText.Used(line)}, {QuotaText.Left(line)}" : "what is used is being counted";

    private static IEnumerable<string> Lines(Turn turn)
    {
        var (state, world) = (turn.State, turn.World);
        yield return $"Connected from {world.Host}";
        yield return $"Logged in as {turn.Account.Login}";
        yield return state.Tls is { } tls ? $"Control connection: {tls}, certificate {tls.Certificate}" : "Control connection: in clear";
        yield return state.DataProtected ? "Data connections: TLS (PROT P)" : "Data connections: in clear (PROT C)";
        yield return $"TYPE {(state.Parameters.Type == TransferType.Ascii ? "A" : "I")}, STRU {(state.Parameters.Structure == TransferStructure.File ? "F" : "R")}, MODE S";
        yield return state.Channel is not { } channel ? "No data connection is agreed" : channel.IsPassive ? "A passive data connection is agreed" : "An active data connection is agreed";
        foreach (var line in Quotas(turn))
        {
            yield return line;
        }

        yield return state.Transfer is not { } transfer ? "No transfer is running" : string.Create(
            CultureInfo.InvariantCulture, $"{transfer.Verb} {transfer.Target.Path}: {world.TransferBytes} bytes{(transfer.Size is { } size ? string.Create(CultureInfo.InvariantCulture, $" of {size}") : "")}");
    }
}
