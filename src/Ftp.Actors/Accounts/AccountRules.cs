using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Accounts;

/// <summary>What the rules make of a command.</summary>
public abstract record AccountDecision
{
    private AccountDecision()
    {
    }

    public sealed record Change(AccountEvent Happened) : AccountDecision;

    public sealed record Nothing : AccountDecision
    {
        public static Nothing Instance { get; } = new();
    }

    public sealed record Refused(RefusalKind Kind, string Message) : AccountDecision;

    public static implicit operator AccountDecision(AccountEvent happened) => new Change(happened);
}

/// <summary>Decides what a command does to one login; pure. The password was hashed before: only its verifier is seen here.</summary>
public static class AccountRules
{
    /// <param name="verifier">Of the command's password; null where it has none.</param>
    /// <param name="resources">Names of the resources there are, for <c>root</c>.</param>
    public static AccountDecision Decide(AccountState state, AccountCommand command, string? verifier, DateTimeOffset now, IReadOnlyCollection<string> resources)
    {
        if ((NameRules.CommandId(command.CommandId) ?? NameRules.Comment(command.Comment)
            ?? NameRules.Text("origin", command.Origin.By + command.Origin.Door + command.Origin.From)) is { } unfit)
        {
            return Refused(RefusalKind.Invalid, unfit);
        }

        if (Stale(state, command) is { } stale)
        {
            return stale;
        }

        if (state.Trouble is { } trouble && command is not AccountCommands.Remove)
        {
            return Refused(RefusalKind.Conflict, $"account '{command.Login}' is quarantined: {trouble}. Remove it and make it anew");
        }

        var stamp = new Stamp(now, command.Origin, command.CommandId, command.Comment);
        return command switch
        {
            AccountCommands.Add c => Add(state, c, verifier, stamp, resources),
            AccountCommands.Remove => state is { Standing: Standing.Absent, Trouble: null } || (state.Account is { } other && other.Login != command.Login)
                ? NotFound(state, command.Login)
                : new AccountRemoved(stamp, command.Login),
            AccountSteps.Reserve c => Reserve(state, c, stamp),
            AccountSteps.Take c => Take(state, c, stamp),
            AccountSteps.Free c => state.Standing is Standing.Leaving leaving && leaving.NewLogin == c.NewLogin ? new NameFreed(stamp, c.Login) : AccountDecision.Nothing.Instance,
            AccountSteps.Release c => state.Standing is Standing.Reserved reserved && reserved.From == c.From ? new NameFreed(stamp, c.Login) : AccountDecision.Nothing.Instance,
            AccountSteps.Leave c => Leave(state, c, stamp),
            _ => state.Account is { } account && account.Login == command.Login ? Change(account, command, verifier, stamp, resources) : NotFound(state, command.Login),
        };
    }

    /// <summary>Null where the command names no revision, or the account's own.</summary>
    internal static AccountDecision.Refused? Stale(AccountState state, AccountCommand command) =>
        command.ExpectedRevision is { } expected && expected != state.Revision
            ? Refused(
                RefusalKind.Conflict,
                $"account '{NameRules.Printable(command.Login)}' is at revision {state.Revision}, not {expected}{NameRules.LastChangedBy(state.Account?.ChangedBy, state.Account?.ChangedAt)}: look again before changing it")
            : null;

    private static AccountDecision Change(AccountRecord account, AccountCommand command, string? verifier, Stamp stamp, IReadOnlyCollection<string> resources) => command switch
    {
        AccountCommands.Set c => Set(account, c, stamp, resources),
        AccountCommands.Restore c => Restore(account, c, stamp, resources),
        AccountCommands.SetPassword when verifier is not null => new PasswordSet(stamp, account.Login, verifier),
        AccountCommands.SetVerifier c => SetVerifier(account, c.Verifier?.Reveal(), stamp),
        AccountSteps.Rehash c => account.Verifier == c.Old.Reveal() ? new PasswordRehashed(stamp, account.Login, c.New.Reveal()) : AccountDecision.Nothing.Instance,
        AccountCommands.Enable => account.Enabled ? AccountDecision.Nothing.Instance : new AccountEnabled(stamp, account.Login),
        AccountCommands.Disable => account.Enabled ? new AccountDisabled(stamp, account.Login) : AccountDecision.Nothing.Instance,
        _ => Refused(RefusalKind.Invalid, $"accounts do not know {command.GetType().Name}"),
    };

    private static AccountDecision Add(AccountState state, AccountCommands.Add c, string? verifier, Stamp stamp, IReadOnlyCollection<string> resources)
    {
        var refused = With(AccountDetails.Empty, c.Profile, out var details);
        return !LoginName.IsValid(c.Login) ? Refused(RefusalKind.Invalid, $"'{NameRules.Printable(c.Login)}' cannot be a login: {LoginName.Allowed}")
            : Taken(state, c.Login) is { } taken ? taken
            : refused is not null ? refused
            : Wrong(details, resources) is { } wrong ? Refused(RefusalKind.Invalid, wrong)
            : c.Verifier is null ? new AccountAdded(stamp, c.Login, verifier, details)
            : c.Password is not null ? Refused(RefusalKind.Invalid, "an account takes a password or its hash, not both")
            : PasswordHash.Unreadable(c.Verifier.Reveal()) is { } unreadable ? Refused(RefusalKind.Invalid, unreadable)
            : new AccountAdded(stamp, c.Login, c.Verifier.Reveal(), details);
    }

    private static AccountDecision SetVerifier(AccountRecord account, string? verifier, Stamp stamp) =>
        verifier == account.Verifier ? AccountDecision.Nothing.Instance
        : verifier is null ? new PasswordRemoved(stamp, account.Login)
        : PasswordHash.Unreadable(verifier) is { } unreadable ? Refused(RefusalKind.Invalid, unreadable)
        : new PasswordSet(stamp, account.Login, verifier);

    private static AccountDecision Set(AccountRecord account, AccountCommands.Set c, Stamp stamp, IReadOnlyCollection<string> resources)
    {
        return With(account.Details, c.Change, out var details) is { } refused ? refused
            : details.SameAs(account.Details) ? AccountDecision.Nothing.Instance
            : Wrong(details, c.Change.Root is null ? null : resources) is { } wrong ? Refused(RefusalKind.Invalid, wrong)
            : new AccountDetailsSet(stamp, account.Login, details);
    }

    private static AccountDecision Restore(AccountRecord account, AccountCommands.Restore c, Stamp stamp, IReadOnlyCollection<string> resources) =>
        c.Details.SameAs(account.Details) ? AccountDecision.Nothing.Instance
        : Wrong(c.Details, c.Details.Root == account.Details.Root ? null : resources) is { } wrong ? Refused(RefusalKind.Invalid, wrong)
        : new AccountDetailsSet(stamp, account.Login, c.Details);

    private static AccountDecision Reserve(AccountState state, AccountSteps.Reserve c, Stamp stamp) => state.Standing switch
    {
        Standing.Reserved r when r.Login == c.Login && r.From == c.From => AccountDecision.Nothing.Instance,
        _ => Taken(state, c.Login) is { } taken ? taken : new NameReserved(stamp, c.Login, c.From),
    };

    private static AccountDecision Leave(AccountState state, AccountSteps.Leave c, Stamp stamp) => state.Standing switch
    {
        Standing.Present { Account: var account } when account.Login == c.Login => new NameLeft(stamp, c.Login, c.NewLogin),
        Standing.Leaving leaving when leaving.Account.Login == c.Login && leaving.NewLogin == c.NewLogin => AccountDecision.Nothing.Instance,
        _ => NotFound(state, c.Login),
    };

    private static AccountDecision Take(AccountState state, AccountSteps.Take c, Stamp stamp) => state.Standing switch
    {
        Standing.Reserved r when r.Login == c.Login && r.From == c.Account.Login =>
            new NameTaken(stamp, c.Login, c.Account.Login, c.Account.Verifier, c.Account.Enabled, c.Account.Details, c.Account.CreatedAt),
        Standing.Present { Account: var there } when there.Login == c.Login && there.CreatedAt == c.Account.CreatedAt => AccountDecision.Nothing.Instance,
        _ => Refused(RefusalKind.Conflict, $"login '{c.Login}' is not reserved for '{c.Account.Login}'"),
    };

    private static AccountDecision.Refused? Taken(AccountState state, string login) => state.Standing switch
    {
        Standing.Absent => null,
        Standing.Present { Account.Login: var there } when there == login => Refused(RefusalKind.AlreadyExists, $"login '{there}' exists already"),
        Standing.Present { Account.Login: var there } => Refused(RefusalKind.AlreadyExists, $"login '{there}' exists already, and logins that differ only by case would be mistaken for each other"),
        Standing.Reserved r => Refused(RefusalKind.Conflict, $"login '{r.Login}' is kept for '{r.From}', whose renaming is not finished: rename it again"),
        Standing.Leaving l => Refused(RefusalKind.Conflict, $"login '{l.Account.Login}' is being renamed to '{l.NewLogin}': rename it again to finish that"),
        _ => null,
    };

    private static AccountDecision.Refused NotFound(AccountState state, string login) => Refused(RefusalKind.NotFound, state.Standing switch
    {
        Standing.Present { Account.Login: var there } => $"login '{NameRules.Printable(login)}' does not exist; there is '{there}'",
        Standing.Leaving l => $"login '{l.Account.Login}' is being renamed to '{l.NewLogin}': rename it again to finish that",
        Standing.Reserved r => $"login '{r.Login}' is kept for '{r.From}', whose renaming is not finished: rename that again",
        _ => $"login '{NameRules.Printable(login)}' does not exist",
    });

    private static AccountDecision.Refused? With(AccountDetails details, AccountChange change, out AccountDetails next)
    {
        var refused = AccountTlsRules.Change(details.Tls, change, out var tls);
        next = new AccountDetails(
            change.Description ?? details.Description,
            change.Root is { } root ? root.Value : details.Root,
            change.Rules ?? details.Rules,
            change.LegacyCharset is { } charset ? Canonical(charset.Value) : details.LegacyCharset,
            change.MaximumConnections is { } most ? most.Value : details.MaximumConnections)
        {
            Tls = tls,
            Limits = AccountLimitRules.Change(details.Limits, change),
        };
        return refused;
    }

    /// <param name="resources">Null: the root stays as it is and is not looked at.</param>
    private static string? Wrong(AccountDetails details, IReadOnlyCollection<string>? resources) =>
        NameRules.Text("description", details.Description) ?? NameRules.Rules(details.Rules) ?? WrongRoot(details.Root, resources) ?? WrongCharset(details.LegacyCharset)
        ?? AccountLimitRules.Wrong(details.Limits) ?? (details.MaximumConnections is <= 0 ? "maximum-connections is at least 1, or unlimited" : null);

    private static string? Canonical(string? charset) => charset is not null && LegacyCharset.Find(charset) is { } found ? found.Name : charset;

    private static string? WrongCharset(string? name) => name is null || LegacyCharset.Find(name) is not null ? null
        : $"'{NameRules.Printable(name)}' is no legacy charset of one byte per character; for example {LegacyCharset.Examples}";

    private static string? WrongRoot(FtpPath? root, IReadOnlyCollection<string>? resources) =>
        root is not { } path || resources is null ? null
        : path.IsRoot ? "a root is /RESOURCE or a directory in one; without a root an account sees the list of its resources"
        : resources.Contains(path.Components[0], StringComparer.Ordinal) ? null
        : $"there is no resource '{NameRules.Printable(path.Components[0])}' for the root {NameRules.Printable(path.ToString())}; {NameRules.ThereAre(resources)}";

    private static AccountDecision.Refused Refused(RefusalKind kind, string message) => new(kind, message);
}
