using System.Collections.Immutable;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Accounts;

/// <param name="Verifier">PHC text; null: cannot log in with a password.</param>
public sealed record AccountRecord(
    string Login, string? Verifier, bool Enabled, AccountDetails Details, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string ChangedBy)
{
    public AccountProfile Profile => new(Login, IsGuest: false, Enabled, Details.Root)
    {
        Description = Details.Description,
        Rules = Details.Rules,
        LegacyCharset = Details.LegacyCharset,
        MaximumConnections = Details.MaximumConnections,
        Tls = Details.Tls ?? AccountTls.None,
        Limits = Details.Limits ?? AccountLimits.None,
    };
}

/// <summary>What a login stands for.</summary>
public abstract record Standing
{
    private Standing()
    {
    }

    public sealed record Absent : Standing
    {
        public static Absent Instance { get; } = new();
    }

    public sealed record Present(AccountRecord Account) : Standing;

    /// <summary>Kept free for an account that is being renamed to it.</summary>
    public sealed record Reserved(string Login, string From) : Standing;

    /// <summary>Renamed away; the account as it was, until the new name has it.</summary>
    public sealed record Leaving(AccountRecord Account, string NewLogin) : Standing;
}

/// <summary>One login's state. Logins that differ only by case share it, so that only one of them can exist.</summary>
/// <param name="Trouble">Why it is quarantined: nobody logs in; removing the account ends it.</param>
public sealed record AccountState(long Revision, Standing Standing, string? Trouble, ImmutableList<AnsweredCommand> Answered)
{
    public static AccountState Empty { get; } = new(0, Standing.Absent.Instance, null, []);

    public AccountRecord? Account => (Standing as Standing.Present)?.Account;

    public AccountInfo? Info => Account is { } a
        ? new AccountInfo(a.Profile, a.Verifier is not null, a.CreatedAt, a.ChangedAt, a.ChangedBy) { Trouble = Trouble, Revision = Revision }
        : null;

    /// <summary>The state after one event. Never fails: what cannot be read, or does not fit, quarantines the account.</summary>
    public AccountState Apply(IPersisted happened)
    {
        var next = this with { Revision = Revision + 1 };
        return happened switch
        {
            CorruptEvent corrupt => next with { Trouble = Trouble ?? $"event {next.Revision} ({corrupt.Manifest}) cannot be read: {corrupt.Error}" },
            AccountEvent e => next.Change(e) with { Answered = Answered.With(e.Stamp.CommandId, next.Revision) },
            _ => next with { Trouble = Trouble ?? $"event {next.Revision} is none of an account's" },
        };
    }

    public AccountSnapshot ToSnapshot() => new(
        Revision, Account ?? (Standing as Standing.Leaving)?.Account, (Standing as Standing.Reserved)?.Login, (Standing as Standing.Reserved)?.From, (Standing as Standing.Leaving)?.NewLogin,
        Trouble, [.. Answered]);

    public static AccountState Of(AccountSnapshot stored) => new(
        stored.Revision,
        stored switch
        {
            { Present: { } account, LeavingFor: { } newLogin } => new Standing.Leaving(account, newLogin),
            { Present: { } account } => new Standing.Present(account),
            { ReservedLogin: { } login, ReservedFrom: { } from } => new Standing.Reserved(login, from),
            _ => Standing.Absent.Instance,
        },
        stored.Trouble,
        [.. stored.Answered]);

    private AccountState Change(AccountEvent happened) => happened switch
    {
        AccountAdded e => At(e, new AccountRecord(e.Login, e.Verifier, true, e.Details, e.Stamp.At, e.Stamp.At, e.Stamp.Origin.By)),
        NameTaken e => At(e, new AccountRecord(e.Login, e.Verifier, e.Enabled, e.Details, e.CreatedAt, e.Stamp.At, e.Stamp.Origin.By)),
        NameReserved e => this with { Standing = new Standing.Reserved(e.Login, e.From) },
        AccountRemoved or NameFreed => this with { Standing = Standing.Absent.Instance, Trouble = null },
        _ => Account is not { } account ? this with { Trouble = Trouble ?? $"event {Revision} changes an account, but what made it is missing or cannot be read" }
            : happened switch
            {
                AccountDetailsSet e => At(e, account with { Details = e.Details }),
                PasswordSet e => At(e, account with { Verifier = e.Verifier }),
                PasswordRemoved e => At(e, account with { Verifier = null }),
                // nobody changed anything: who did so last stays
                PasswordRehashed e => this with { Standing = new Standing.Present(account with { Verifier = e.Verifier }) },
                AccountEnabled e => At(e, account with { Enabled = true }),
                AccountDisabled e => At(e, account with { Enabled = false }),
                NameLeft e => this with { Standing = new Standing.Leaving(account, e.NewLogin) },
                _ => this,
            },
    };

    private AccountState At(AccountEvent e, AccountRecord account) =>
        this with { Standing = new Standing.Present(account with { ChangedAt = e.Stamp.At, ChangedBy = e.Stamp.Origin.By }) };
}
