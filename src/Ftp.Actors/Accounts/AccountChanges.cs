using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Accounts;

/// <summary>How an account changes: decide, hash where there is a password, decide again, announce, store, publish, list, answer.</summary>
internal sealed partial class AccountActor
{
    private void NextChange()
    {
        if (_changing || !_changes.TryDequeue(out var request))
        {
            return;
        }

        _changing = true;
        if (request.Message is AccountCommand command)
        {
            Begin(request.Id, command);
        }
        else
        {
            WriteRow(request.Id, new AccountSteps.Reindexed(true), new AccountSteps.Reindexed(false));
        }
    }

    private void EndChange()
    {
        _changing = false;
        NextChange();
    }

    private void Begin(long id, AccountCommand command)
    {
        if (_state.Answered.Find(command.CommandId) is not null)
        {
            Reply(id, new AccountAnswer.Done(_state.Info, Changed: true));
            EndChange();
            return;
        }

        if (AnsweredBefore(command.CommandId, out var answer))
        {
            Reply(id, answer);
            EndChange();
            return;
        }

        if (Password(command) is not { } password)
        {
            Decide(id, command, verifier: null);
        }
        else if (PasswordPolicy.Of(Services.Settings.Current).Unfit(password.Reveal(), command.Login) is { } unfit)
        {
            Refuse(id, command, RefusalKind.Invalid, unfit);
        }
        else if (AccountRules.Decide(_state, command, PasswordHash.Dummy, Services.Time.GetUtcNow(), Resources()) is AccountDecision.Refused(var kind, var message))
        {
            Refuse(id, command, kind, message);
        }
        else
        {
            _shared.Checker.HashAsync(password.Reveal()).PipeTo(
                Self,
                success: verifier => new Hashed(id, command, verifier),
                failure: e => new Finished(id, Unavailable($"the password could not be hashed, nothing changed: {e.Message}")));
        }
    }

    private void Decide(long id, AccountCommand command, string? verifier)
    {
        switch (AccountRules.Decide(_state, command, verifier, Services.Time.GetUtcNow(), Resources()))
        {
            case AccountDecision.Change(var happened):
                _shared.Index.AnnounceAsync(_key).PipeTo(
                    Self,
                    success: () => new Announced(id, command, happened),
                    failure: e => new Finished(id, Unavailable($"the account list cannot be written, nothing changed: {e.Message}")));
                break;
            case AccountDecision.Refused(var kind, var message):
                Refuse(id, command, kind, message);
                break;
            default:
                ReplyWithoutEvent(id, command.CommandId, Done(command, changed: false));
                EndChange();
                break;
        }
    }

    private void StoreChange(long id, AccountCommand command, AccountEvent happened)
    {
        var before = _state;
        Store(happened, () =>
        {
            _logins.Forget();
            if (before.Trouble is not null && _state.Trouble is null)
            {
                Services.Alarms.Clear($"quarantine:{PersistenceId}");
            }

            if (happened is not (NameReserved or NameFreed))
            {
                Context.System.EventStream.Publish(new AccountChanged(happened.Login, _state.Account?.Profile));
            }

            Services.Log.Write(AccountEventText.Entry(happened, _state.Revision));
            var answer = Done(command, changed: true);
            WriteRow(id, answer, answer);
        });
    }

    /// <summary>The journal has the change: the command is done, even where the list cannot be written just now. The announcement stays and it is tried again.</summary>
    private void WriteRow(long id, object written, object failed)
    {
        var row = _state.Account is { } a
            ? new AccountRow(a.Login, a.Enabled && _state.Trouble is null, a.Details.Description, a.Details.Root?.ToString()) { Trouble = _state.Trouble }
            : _state.Trouble is { } trouble ? new AccountRow(_key, Enabled: false, "", null) { Trouble = trouble } : null;
        var parent = Context.Parent;
        _shared.Index.WriteAsync(_key, _state.Revision, row).PipeTo(
            Self,
            success: () => new Finished(id, written),
            failure: e =>
            {
                parent.Tell(new ListBehind(e.Message));
                return new Finished(id, failed);
            });
    }

    private object Done(AccountCommand command, bool changed) => command is AccountSteps.Leave && _state.Standing is Standing.Leaving leaving
        ? new AccountSteps.Left(leaving.Account)
        : new AccountAnswer.Done(_state.Info, changed);

    private void Refuse(long id, AccountCommand command, RefusalKind kind, string message)
    {
        // as in the catalogue: a conflict is answered by looking again
        ReplyWithoutEvent(id, kind == RefusalKind.Conflict ? null : command.CommandId, new AccountAnswer.Refused(kind, message));
        EndChange();
    }

    /// <summary>The parent sends it back as one change among the others. Its failure costs nothing: the next login tries again.</summary>
    private void Rehash(AccountLogins.Checked done)
    {
        var origin = new Origin(done.Asked.Login, "ftp", done.Asked.Host);
        _shared.Checker.HashAsync(done.Asked.Password.Reveal()).PipeTo(
            Context.Parent,
            Self,
            success: fresh => new AccountsActor.Step(new AccountSteps.Rehash(done.Asked.Login, new Secret(done.Verifier), new Secret(fresh), origin)));
    }

    private IReadOnlyCollection<string> Resources() => [.. Services.Rights.Current.State.Resources.Keys];

    private static Secret? Password(AccountCommand command) => command switch
    {
        AccountCommands.Add add => add.Password,
        AccountCommands.SetPassword set => set.Password,
        _ => null,
    };

    private static AccountAnswer.Refused Unavailable(string message) => new(RefusalKind.Unavailable, message);

    /// <summary>To the parent: a row of the account list could not be written and is still announced.</summary>
    internal sealed record ListBehind(string Why) : INoSerializationVerificationNeeded;

    private sealed record Hashed(long Id, AccountCommand Command, string Verifier);

    private sealed record Announced(long Id, AccountCommand Command, AccountEvent Happened);

    private sealed record Finished(long Id, object Answer);
}
