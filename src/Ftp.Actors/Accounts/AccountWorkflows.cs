using Akka.Actor;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Accounts;

/// <summary>
/// Changes that touch two logins, or a login and the catalogue. There is no transaction over several persistent actors: each step is stored before the next begins,
/// each can be repeated, and the order is such that a crash leaves nobody with rights or a name they should not have. Sent again, the command goes on from where it stopped.
/// </summary>
/// <param name="accounts">Takes steps for logins.</param>
internal sealed class AccountWorkflows(IActorRef accounts, IActorRef catalog, TimeSpan wait)
{
    /// <summary>Reserve the new name, move grants and memberships, leave the old name, take the new one, free the old one.</summary>
    public Task<AccountAnswer> RenameAsync(AccountCommands.Rename c) => GuardedAsync(async () =>
    {
        var old = await StepAsync<AccountState>(new AccountSteps.Look(c.Login)).ConfigureAwait(false);
        if (c.CommandId is not null && Persistence.AnsweredCommands.Find(old.Answered, c.CommandId) is not null)
        {
            return await DoneAsync(c.NewLogin).ConfigureAwait(false);
        }

        if (old.Standing is not Standing.Leaving && Unfit(old, c) is { } unfit)
        {
            return unfit;
        }

        AccountRecord account;
        switch (old.Standing)
        {
            case Standing.Present { Account: var there } when there.Login == c.Login && old.Trouble is null:
                if (await StepAsync<AccountAnswer>(new AccountSteps.Reserve(c.NewLogin, c.Login, c.Origin) { Comment = c.Comment }).ConfigureAwait(false) is AccountAnswer.Refused taken)
                {
                    return taken;
                }

                if (await MoveRightsAsync(c).ConfigureAwait(false) is { } refused)
                {
                    return refused;
                }

                switch (await StepAsync<object>(new AccountSteps.Leave(c.Login, c.NewLogin, c.Origin) { Comment = c.Comment }).ConfigureAwait(false))
                {
                    case AccountSteps.Left left:
                        account = left.Account;
                        break;
                    case AccountAnswer.Refused gone:
                        await StepAsync<AccountAnswer>(new AccountSteps.Release(c.NewLogin, c.Login, c.Origin) { Comment = c.Comment }).ConfigureAwait(false);
                        return gone;
                    default:
                        return Unavailable("the account did not answer as expected; rename it again");
                }

                break;
            case Standing.Leaving leaving when leaving.Account.Login == c.Login && leaving.NewLogin == c.NewLogin:
                if (await MoveRightsAsync(c).ConfigureAwait(false) is { } stopped)
                {
                    return stopped;
                }

                account = leaving.Account;
                break;
            default:
                return await StepAsync<AccountAnswer>(new AccountSteps.Leave(c.Login, c.NewLogin, c.Origin) { Comment = c.Comment }).ConfigureAwait(false);
        }

        if (await StepAsync<AccountAnswer>(new AccountSteps.Take(c.NewLogin, account, c.Origin) { Comment = c.Comment }).ConfigureAwait(false) is AccountAnswer.Refused lost)
        {
            return lost;
        }

        return await StepAsync<AccountAnswer>(new AccountSteps.Free(c.Login, c.NewLogin, c.Origin) { CommandId = c.CommandId, Comment = c.Comment }).ConfigureAwait(false) is AccountAnswer.Refused kept
            ? new AccountAnswer.Refused(kept.Kind, $"'{c.NewLogin}' is in use, but '{c.Login}' is not free yet; rename it again: {kept.Message}")
            : await DoneAsync(c.NewLogin).ConfigureAwait(false);
    });

    /// <summary>Rights first: an account without rights harms nobody, rights without an account would wait for the next one of that name.</summary>
    public Task<AccountAnswer> RemoveAsync(AccountCommands.Remove c) => GuardedAsync(async () =>
    {
        var state = await StepAsync<AccountState>(new AccountSteps.Look(c.Login)).ConfigureAwait(false);
        if (c.CommandId is not null && Persistence.AnsweredCommands.Find(state.Answered, c.CommandId) is not null)
        {
            return new AccountAnswer.Done(state.Info, Changed: true);
        }

        if (Unfit(state, c) is { } unfit)
        {
            return unfit;
        }

        if (state.Account is { } account && account.Login != c.Login)
        {
            return await StepAsync<AccountAnswer>(c).ConfigureAwait(false);
        }

        var forgotten = await catalog.Ask<CatalogAnswer>(new CatalogCommands.ForgetLogin(c.Login, c.Origin) { Comment = c.Comment }, wait + wait).ConfigureAwait(false);
        if (forgotten is CatalogAnswer.Refused refused)
        {
            return new AccountAnswer.Refused(refused.Kind, $"the rights of '{c.Login}' could not be removed, so the account stays: {refused.Message}");
        }

        var removed = await StepAsync<AccountAnswer>(c).ConfigureAwait(false);
        return removed is AccountAnswer.Refused { Kind: RefusalKind.NotFound } && forgotten is CatalogAnswer.Done { Changed: true } ? new AccountAnswer.Done(null, Changed: true) : removed;
    });

    /// <summary>Before the first step: a change that is refused half-way has moved rights already.</summary>
    private static AccountAnswer.Refused? Unfit(AccountState state, AccountCommand c) =>
        (NameRules.CommandId(c.CommandId) ?? NameRules.Comment(c.Comment)) is { } wrong ? new AccountAnswer.Refused(RefusalKind.Invalid, wrong)
        : AccountRules.Stale(state, c) is { } stale ? new AccountAnswer.Refused(stale.Kind, stale.Message)
        : null;

    private async Task<AccountAnswer.Refused?> MoveRightsAsync(AccountCommands.Rename c) =>
        await catalog.Ask<CatalogAnswer>(new CatalogCommands.RenameLogin(c.Login, c.NewLogin, c.Origin) { Comment = c.Comment }, wait + wait).ConfigureAwait(false) is CatalogAnswer.Refused refused
            ? new AccountAnswer.Refused(refused.Kind, $"the rights of '{c.Login}' could not be moved; rename it again to go on: {refused.Message}")
            : null;

    private async Task<AccountAnswer> DoneAsync(string login) =>
        new AccountAnswer.Done((await StepAsync<AccountFound>(new AccountQueries.Get(login)).ConfigureAwait(false)).Account, Changed: true);

    private async Task<T> StepAsync<T>(object step)
    {
        var answer = await accounts.Ask<object>(new AccountsActor.Step(step), wait + wait).ConfigureAwait(false);
        return answer is T expected ? expected
            : answer is AccountAnswer.Refused refused ? throw new StepRefusedException(refused)
            : throw new InvalidOperationException($"{step.GetType().Name} was answered with {answer.GetType().Name}");
    }

    private static async Task<AccountAnswer> GuardedAsync(Func<Task<AccountAnswer>> steps)
    {
        try
        {
            return await steps().ConfigureAwait(false);
        }
        catch (StepRefusedException e)
        {
            return e.Answer;
        }
        catch (Exception e)
        {
            return Unavailable($"it stopped half-way, outcome unknown; the same command again goes on from there: {e.Message}");
        }
    }

    private static AccountAnswer.Refused Unavailable(string why) => new(RefusalKind.Unavailable, why);

    private sealed class StepRefusedException(AccountAnswer.Refused answer) : Exception(answer.Message)
    {
        public AccountAnswer.Refused Answer { get; } = answer;
    }
}
