using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Accounts;

/// <summary>
/// One login: its account and its log-ins. Changes go one after the other, each announced to the account list, stored, published, and written to the list before
/// it is answered; log-ins go on meanwhile.
/// </summary>
internal sealed partial class AccountActor : EntityActor
{
    private readonly string _key;
    private readonly AccountServices _shared;
    private readonly AccountLogins _logins;
    private readonly Queue<Request> _changes = new();
    private AccountState _state = AccountState.Empty;
    private bool _changing;

    /// <param name="key">The login in lower case.</param>
    public AccountActor(string key, AccountServices shared)
        : base(shared.Node)
    {
        _key = key;
        _shared = shared;
        _logins = new AccountLogins(shared.Checker, shared.Node.Time);
    }

    public override string PersistenceId => "account-" + _key;

    internal static Props Props(string key, AccountServices shared) => Akka.Actor.Props.Create(() => new AccountActor(key, shared));

    protected override object Snapshot() => _state.ToSnapshot();

    protected override void Restore(object snapshot) =>
        _state = snapshot is AccountSnapshot stored ? AccountState.Of(stored) : throw new InvalidDataException($"{snapshot.GetType().Name} is no snapshot of an account");

    protected override void Apply(IPersisted happened) => _state = _state.Apply(happened);

    protected override void Recovered()
    {
        if (_state.Trouble is { } trouble)
        {
            ShowTrouble(trouble);
        }
    }

    protected override void Handle(Request request)
    {
        switch (request.Message)
        {
            case VerifyLogin login:
                Verify(request.Id, login);
                break;
            case VerifyCertificate shown:
                Reply(request.Id, Verify(shown));
                break;
            case AccountQueries.Get get:
                Reply(request.Id, new AccountFound(_state.Info is { } info && info.Profile.Login == get.Login ? info : null));
                break;
            case AccountSteps.Look:
                Reply(request.Id, _state);
                break;
            case AccountCommand or AccountSteps.Reindex:
                _changes.Enqueue(request);
                NextChange();
                break;
            default:
                Unhandled(request.Message);
                break;
        }
    }

    protected override void HandleOwn(object message)
    {
        switch (message)
        {
            case AccountLogins.Checked done:
                Finish(done);
                break;
            case Hashed done:
                Decide(done.Id, done.Command, done.Verifier);
                break;
            case Announced done:
                StoreChange(done.Id, done.Command, done.Happened);
                break;
            case Finished done:
                Reply(done.Id, done.Answer);
                EndChange();
                break;
            case AccountAnswer:
                // of a Rehash: where it failed the other server's hash goes on serving
                break;
            default:
                base.HandleOwn(message);
                break;
        }
    }

    private void Verify(long id, VerifyLogin login)
    {
        var account = _state.Account is { } there && there.Login == login.Login ? there : null;
        switch (_logins.Start(id, login, account))
        {
            case null:
                Reply(id, Judge(account, right: true));
                break;
            case { } check:
                var self = Self;
                _ = TellAsync(check, self);
                break;
        }
    }

    private void Finish(AccountLogins.Checked done)
    {
        var account = _state.Account is { } there && (there.Verifier ?? PasswordHash.Dummy) == done.Verifier ? there : null;
        object verdict = done.Verdict switch
        {
            PasswordVerdict.Right => Judge(account, right: true),
            PasswordVerdict.Wrong => Judge(account, right: false),
            PasswordVerdict.TooLate => new LoginVerdict.Unavailable("the password was not checked before login-timeout: too many log-ins are waiting"),
            PasswordVerdict.Busy => new LoginVerdict.Unavailable("too many log-ins are waiting"),
            _ => new LoginVerdict.Unavailable("the password could not be checked: its verifier is not readable, or memory is short"),
        };
        if (verdict is LoginVerdict.Accepted)
        {
            _logins.Remember(done.Mark);
            if (PasswordHash.IsForeign(done.Verifier))
            {
                Rehash(done);
            }
        }

        foreach (var id in _logins.Finish(done))
        {
            Reply(id, verdict);
        }
    }

    private LoginVerdict Verify(VerifyCertificate shown) =>
        Services.Time.GetUtcNow() >= shown.Deadline ? new LoginVerdict.Unavailable("the certificate was not looked up before login-timeout")
        : NotNow() is { } unavailable ? unavailable
        : LoginName.IsGuest(shown.Login) ? new LoginVerdict.Refused("guests have no certificates")
        : _state.Account is not { } account || account.Login != shown.Login ? new LoginVerdict.Refused("no such login")
        : !account.Profile.Tls.Certificates.Contains(shown.Fingerprint, StringComparer.Ordinal) ? new LoginVerdict.Refused("the certificate is not mapped to this account")
        : !account.Enabled ? new LoginVerdict.Refused("the account is disabled") { Proven = true }
        : new LoginVerdict.Accepted(account.Profile);

    private LoginVerdict.Unavailable? NotNow() =>
        _state.Trouble is { } trouble ? new LoginVerdict.Unavailable($"the account is quarantined: {trouble}")
        : _state.Standing is Standing.Reserved or Standing.Leaving ? new LoginVerdict.Unavailable("the account is being renamed")
        : null;

    /// <param name="account">Null: there is none by this name, or it changed during the check.</param>
    private LoginVerdict Judge(AccountRecord? account, bool right) =>
        NotNow() is { } unavailable ? unavailable
        : account is null ? new LoginVerdict.Refused("no such login, or it was changed while it logged in")
        : account.Verifier is null ? new LoginVerdict.Refused("the account has no password")
        : !right ? new LoginVerdict.Refused("wrong password")
        : !account.Enabled ? new LoginVerdict.Refused("the account is disabled") { Proven = true }
        : new LoginVerdict.Accepted(account.Profile);

    private static async Task TellAsync(Task<AccountLogins.Checked?> check, IActorRef self)
    {
        if (await check.ConfigureAwait(false) is { } done)
        {
            self.Tell(done);
        }
    }

    private void ShowTrouble(string trouble) =>
        Services.Alarms.Raise($"quarantine:{PersistenceId}", $"account '{_state.Account?.Login ?? _key}' is quarantined, nobody can log in with it: {trouble}");
}
