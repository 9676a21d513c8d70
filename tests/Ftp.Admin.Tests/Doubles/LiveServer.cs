using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;

namespace Ftp.Admin.Tests.Doubles;

/// <summary>Gives a <see cref="FakeServer"/> a memory: its commands are decided and applied by the server's own rules.</summary>
internal sealed class LiveServer
{
    private readonly FakeServer _server;
    private readonly Lock _lock = new();
    private int _commands;

    public LiveServer(FakeServer server)
    {
        _server = server;
        server.State = CatalogState.Empty;
        server.Users.Clear();
        server.Answer = Answer;
    }

    public Dictionary<string, AccountState> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>From this command on nothing is answered, as of a server that died.</summary>
    public int? DiesAfter { get; set; }

    /// <summary>Called before a catalogue command is decided.</summary>
    public Action<CatalogCommand> Before { get; set; } = _ => { };

    public Ftp.Actors.Backup.Configuration Now()
    {
        var part = ConfigurationOf.Catalog(_server.State, [], FixedTime.Now, "test");
        var users = Accounts.Values.Select(a => a.Account).OfType<AccountRecord>();
        return ConfigurationTarget.Sorted(new() { Settings = part.Settings, Groups = part.Groups, Resources = part.Resources, Users = ConfigurationOf.Accounts(new AccountsExported([.. users], [], null)).Users });
    }

    private object? Answer(object message)
    {
        lock (_lock)
        {
            if (message is CatalogCommand or AccountCommand or ChangeSetting && ++_commands > DiesAfter)
                return new Akka.Actor.Status.Failure(new TimeoutException("it is gone"));
            return message switch
            {
                ChangeSetting change => Catalog(change.Command),
                CatalogCommand command => Catalog(command),
                AccountCommands.Remove remove => Remove(remove),
                AccountCommand command => Account(command),
                AccountQueries.Get get => new AccountFound(Find(get.Login)?.Info),
                AccountQueries.Export export => Page(export),
                _ => null,
            };
        }
    }

    private object Catalog(CatalogCommand command)
    {
        Before(command);
        switch (CatalogRules.Decide(_server.State, command, FixedTime.Now, SettingsRules.Table, new ServerSettings()))
        {
            case CatalogDecision.Change(var happened):
                _server.State = _server.State.Apply(happened);
                return new CatalogAnswer.Done(_server.State.Revision, true);
            case CatalogDecision.Refused(var kind, var why):
                return new CatalogAnswer.Refused(kind, why);
            default:
                return new CatalogAnswer.Done(_server.State.Revision, false);
        }
    }

    private object Account(AccountCommand command)
    {
        var state = Accounts.GetValueOrDefault(command.Login, AccountState.Empty);
        var password = command is AccountCommands.Add { Password: { } p } ? p.Reveal() : null;
        if (password is not null && PasswordPolicy.Of(_server.Services.Settings.Current).Unfit(password, command.Login) is { } unfit)
            return new AccountAnswer.Refused(RefusalKind.Invalid, unfit);
        switch (AccountRules.Decide(state, command, password is null ? null : PasswordHash.Dummy, FixedTime.Now, [.. _server.State.Resources.Keys]))
        {
            case AccountDecision.Change(var happened):
                Accounts[command.Login] = state.Apply(happened);
                return new AccountAnswer.Done(Accounts[command.Login].Info, true);
            case AccountDecision.Refused(var kind, var why):
                return new AccountAnswer.Refused(kind, why);
            default:
                return new AccountAnswer.Done(state.Info, false);
        }
    }

    private object Remove(AccountCommands.Remove remove)
    {
        Catalog(new CatalogCommands.ForgetLogin(remove.Login, remove.Origin));
        return Account(remove);
    }

    private AccountState? Find(string login) => Accounts.GetValueOrDefault(login) is { Account.Login: var there } state && there == login ? state : null;

    private AccountsExported Page(AccountQueries.Export export)
    {
        ImmutableArray<AccountRecord> behind = [.. Accounts.Values.Select(a => a.Account).OfType<AccountRecord>().OrderBy(a => a.Login.ToLowerInvariant(), StringComparer.Ordinal)
            .Where(a => export.After is null || string.CompareOrdinal(a.Login.ToLowerInvariant(), export.After.ToLowerInvariant()) > 0).Take(export.Take)];
        return new AccountsExported(behind, [], behind.Length < export.Take ? null : behind[^1].Login);
    }
}
