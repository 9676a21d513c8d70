using Akka.Actor;
using Ftp.Actors.Log;

namespace Ftp.Actors.Accounts;

/// <summary>The list of all accounts: a table beside the journals, brought up to date after a start and whenever a row could not be written.</summary>
public sealed partial class AccountsActor
{
    private const int CatchUpBatch = 500;

    private static readonly TimeSpan CatchUpPause = TimeSpan.FromSeconds(30);

    private Task _caughtUp = Task.CompletedTask;

    private async Task<AccountPage> ListAsync(AccountQueries.List list, Task caughtUp)
    {
        await Task.WhenAny(caughtUp, Task.Delay(_shared.CommandWait, Services.Time)).ConfigureAwait(false);
        return await _shared.Index.ListAsync(list.Search, list.Skip, list.Take).ConfigureAwait(false);
    }

    /// <summary>Writes the rows that a crash or a full disk kept from being written.</summary>
    private void BeginCatchUp()
    {
        if (_caughtUp.IsCompleted)
        {
            var work = CatchUpAsync(_shared.Index, Self, _shared.CommandWait);
            _caughtUp = work;
            work.PipeTo(Self, success: () => new CaughtUp(null), failure: e => new CaughtUp(e));
        }
    }

    private static async Task CatchUpAsync(IAccountIndex index, IActorRef self, TimeSpan wait)
    {
        while (await index.AnnouncedAsync(CatchUpBatch).ConfigureAwait(false) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                if (await self.Ask<object>(new Step(new AccountSteps.Reindex(key)), wait + wait).ConfigureAwait(false) is not AccountSteps.Reindexed { Ok: true })
                {
                    throw new IOException($"the row of '{key}' could not be written");
                }
            }
        }
    }

    private void EndCatchUp(Exception? failure)
    {
        if (failure is null)
        {
            Services.Alarms.Clear("account-list");
        }
        else
        {
            ListIsBehind(failure.Message);
        }
    }

    private void ListIsBehind(string why)
    {
        var text = $"the list of accounts is behind: {why}; it is written again every {CatchUpPause.TotalSeconds:0} s until that works";
        Services.Alarms.Raise("account-list", text);
        Services.Log.Write(new LogEntry(Services.Time.GetUtcNow(), LogLevel.Error, "account.list-behind", text));
        Timers.StartSingleTimer("catch-up", CatchUp.Instance, CatchUpPause);
    }

    private sealed record CaughtUp(Exception? Failure);

    private sealed class CatchUp
    {
        public static CatchUp Instance { get; } = new();
    }
}
