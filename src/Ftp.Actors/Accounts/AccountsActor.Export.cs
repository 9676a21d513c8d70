using Akka.Actor;

namespace Ftp.Actors.Accounts;

/// <summary>Whole accounts for a backup, a page at a time: the list says which there are, their journals what they are.</summary>
public sealed partial class AccountsActor
{
    private const int LargestExport = 500;
    private const int ExportAtATime = 16;

    private async Task<AccountsExported> ExportAsync(AccountQueries.Export export, Task caughtUp, IActorRef self)
    {
        await Task.WhenAny(caughtUp, Task.Delay(_shared.CommandWait, Services.Time)).ConfigureAwait(false);
        var take = Math.Clamp(export.Take, 1, LargestExport);
        var rows = await _shared.Index.PageAsync(export.After?.ToLowerInvariant(), take).ConfigureAwait(false);
        var (items, troubled) = (new List<AccountRecord>(), new List<AccountRow>());
        foreach (var some in rows.Chunk(ExportAtATime))
        {
            var states = await Task.WhenAll(some.Select(row => LookAsync(row.Login, self))).ConfigureAwait(false);
            items.AddRange(states.Where(s => s.Trouble is null).Select(s => s.Account).OfType<AccountRecord>());
            troubled.AddRange(some.Zip(states, (row, state) => row with { Trouble = state.Trouble }).Where(r => r.Trouble is not null));
        }

        return new AccountsExported([.. items], [.. troubled], rows.Count < take ? null : rows[^1].Login);
    }

    private async Task<AccountState> LookAsync(string login, IActorRef self) =>
        await self.Ask<object>(new Step(new AccountSteps.Look(login)), _shared.CommandWait + _shared.CommandWait).ConfigureAwait(false) switch
        {
            AccountState state => state,
            Status.Failure failure => throw new IOException($"account '{login}' cannot be read: {failure.Cause.Message}"),
            var other => throw new IOException($"account '{login}' cannot be read: {(other as AccountAnswer.Refused)?.Message}"),
        };
}
