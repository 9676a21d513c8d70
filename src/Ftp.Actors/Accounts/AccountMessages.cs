using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Accounts;

/// <summary>A change of one account; answered with <see cref="AccountAnswer"/> after the journal has it and lists show it.</summary>
public abstract record AccountCommand(string Login, Origin Origin)
{
    public string? CommandId { get; init; }
    /// <summary>Optimistic lock: refused as a conflict where the account has moved on. Null: no check.</summary>
    public long? ExpectedRevision { get; init; }
    public string? Comment { get; init; }
}

public static class AccountCommands
{
    /// <param name="Password">Null: the account cannot log in with a password until one is set.</param>
    public sealed record Add(string Login, Secret? Password, AccountChange Profile, Origin Origin) : AccountCommand(Login, Origin)
    {
        /// <summary>PHC text in place of a password: of a backup, or of another server.</summary>
        public Secret? Verifier { get; init; }
    }

    public sealed record Set(string Login, AccountChange Change, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>All of its details become these: how a change is taken back.</summary>
    public sealed record Restore(string Login, AccountDetails Details, Origin Origin) : AccountCommand(Login, Origin);

    public sealed record SetPassword(string Login, Secret Password, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>The password by its hash, as a backup has it.</summary>
    /// <param name="Verifier">PHC text; null: it has no password from now on.</param>
    public sealed record SetVerifier(string Login, Secret? Verifier, Origin Origin) : AccountCommand(Login, Origin);

    public sealed record Enable(string Login, Origin Origin) : AccountCommand(Login, Origin);

    public sealed record Disable(string Login, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>The old name is free afterwards; grants and memberships follow by <see cref="CatalogCommands.RenameLogin"/>, which the accounts actor sends.</summary>
    public sealed record Rename(string Login, string NewLogin, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>Files stay; grants and memberships go by <see cref="CatalogCommands.ForgetLogin"/>, which the accounts actor sends first.</summary>
    public sealed record Remove(string Login, Origin Origin) : AccountCommand(Login, Origin);
}

/// <summary>Null leaves a thing as it is; an option that can be cleared is a <see cref="Field{T}"/>.</summary>
public sealed record AccountChange
{
    public string? Description { get; init; }
    public Field<FtpPath?>? Root { get; init; }
    public FileRules? Rules { get; init; }
    public Field<string?>? LegacyCharset { get; init; }
    public Field<int?>? MaximumConnections { get; init; }
    public Field<bool?>? RequireTls { get; init; }
    public Field<bool?>? RequireTlsData { get; init; }
    public Field<Settings.DataBinding?>? DataBinding { get; init; }
    public Field<Settings.UncleanUploadEnd?>? UncleanUploadEnd { get; init; }
    /// <summary>SHA-256 fingerprints, lower-case hex, to be added to those that stand for the password.</summary>
    public ImmutableArray<string> AddCertificates { get; init; } = [];
    /// <summary>Fingerprints to be taken away; one that is not there is refused.</summary>
    public ImmutableArray<string> RemoveCertificates { get; init; } = [];
    public Field<TimeSpan?>? IdleTimeout { get; init; }
    public Field<TimeSpan?>? StallTimeout { get; init; }
    public Field<TimeSpan?>? DataConnectTimeout { get; init; }
    /// <summary>Bytes a second; 0: unlimited, whatever the settings say; null: the settings hold.</summary>
    public Field<long?>? DownloadRate { get; init; }
    public Field<long?>? UploadRate { get; init; }
    public Field<Quota?>? Quota { get; init; }
    /// <summary>The whole list.</summary>
    public ImmutableArray<IPNetwork>? AllowFrom { get; init; }
    public ImmutableArray<IPNetwork>? DenyFrom { get; init; }
    public Field<bool?>? ChangePassword { get; init; }
}

/// <summary>A value that is named, even where it is null.</summary>
public sealed record Field<T>(T Value);

public static class AccountQueries
{
    /// <summary>Answer: <see cref="AccountFound"/>.</summary>
    public sealed record Get(string Login);

    /// <summary>Answer: <see cref="AccountPage"/>; ordered by login.</summary>
    /// <param name="Search">Part of the login or description; null for all.</param>
    public sealed record List(string? Search, int Skip, int Take);

    /// <summary>Whole accounts, with the hashes of their passwords; ordered by login. Answer: <see cref="AccountsExported"/>.</summary>
    /// <param name="After">Only those behind this login; null: from the first one.</param>
    public sealed record Export(string? After, int Take);
}

/// <summary>One page of all there is of accounts, for a backup.</summary>
/// <param name="Next">After which login the next page begins; null: this is the last one.</param>
public sealed record AccountsExported(ImmutableArray<AccountRecord> Items, ImmutableArray<AccountRow> Quarantined, string? Next);

/// <param name="Account">Null: there is none.</param>
public sealed record AccountFound(AccountInfo? Account);

public sealed record AccountInfo(AccountProfile Profile, bool HasPassword, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string ChangedBy)
{
    /// <summary>Why the account is quarantined; null: it is not.</summary>
    public string? Trouble { get; init; }

    /// <summary>How often the login was changed: what <see cref="AccountCommand.ExpectedRevision"/> is compared with.</summary>
    public long Revision { get; init; }
}

public sealed record AccountPage(ImmutableArray<AccountRow> Items, long Total);

public sealed record AccountRow(string Login, bool Enabled, string Description, string? Root)
{
    /// <summary>Why the account is quarantined; null: it is not.</summary>
    public string? Trouble { get; init; }
}

public abstract record AccountAnswer
{
    private AccountAnswer()
    {
    }

    public sealed record Done(AccountInfo? Account, bool Changed) : AccountAnswer;

    public sealed record Refused(RefusalKind Kind, string Message) : AccountAnswer;
}
