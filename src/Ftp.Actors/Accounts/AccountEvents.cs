using System.Collections.Immutable;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Accounts;

/// <summary>All of an account that an administrator sets, without its password.</summary>
public sealed record AccountDetails(string Description, FtpPath? Root, Catalog.FileRules Rules, string? LegacyCharset, int? MaximumConnections)
{
    /// <summary>Null: nothing of its own, and nothing of it in the journal.</summary>
    public AccountTls? Tls { get; init; }

    /// <inheritdoc cref="Tls"/>
    public AccountLimits? Limits { get; init; }

    public static AccountDetails Empty { get; } = new("", null, Catalog.FileRules.None, null, null);

    public bool SameAs(AccountDetails other) =>
        Description == other.Description && Root == other.Root && Rules.SameAs(other.Rules) && LegacyCharset == other.LegacyCharset && MaximumConnections == other.MaximumConnections
        && (Tls ?? AccountTls.None).SameAs(other.Tls ?? AccountTls.None) && (Limits ?? AccountLimits.None).SameAs(other.Limits ?? AccountLimits.None);
}

/// <summary>One change of one account.</summary>
public abstract record AccountEvent(Stamp Stamp, string Login) : IPersisted, IStamped
{
    public string EntityKey() => Login;
}

/// <param name="Verifier">PHC text; null: no password yet.</param>
public sealed record AccountAdded(Stamp Stamp, string Login, string? Verifier, AccountDetails Details) : AccountEvent(Stamp, Login);

public sealed record AccountDetailsSet(Stamp Stamp, string Login, AccountDetails Details) : AccountEvent(Stamp, Login);

public sealed record PasswordSet(Stamp Stamp, string Login, string Verifier) : AccountEvent(Stamp, Login);

/// <summary>It cannot log in with a password until one is set.</summary>
public sealed record PasswordRemoved(Stamp Stamp, string Login) : AccountEvent(Stamp, Login);

/// <summary>The same password, hashed anew by this server after a good login with another server's hash.</summary>
public sealed record PasswordRehashed(Stamp Stamp, string Login, string Verifier) : AccountEvent(Stamp, Login);

public sealed record AccountEnabled(Stamp Stamp, string Login) : AccountEvent(Stamp, Login);

public sealed record AccountDisabled(Stamp Stamp, string Login) : AccountEvent(Stamp, Login);

public sealed record AccountRemoved(Stamp Stamp, string Login) : AccountEvent(Stamp, Login);

/// <summary>First step of a renaming: nobody else can take the new name.</summary>
public sealed record NameReserved(Stamp Stamp, string Login, string From) : AccountEvent(Stamp, Login);

/// <summary>The account is no longer to be found under this name, and waits to be taken over by the new one.</summary>
public sealed record NameLeft(Stamp Stamp, string Login, string NewLogin) : AccountEvent(Stamp, Login);

/// <summary>The account lives on under this name.</summary>
public sealed record NameTaken(Stamp Stamp, string Login, string From, string? Verifier, bool Enabled, AccountDetails Details, DateTimeOffset CreatedAt) : AccountEvent(Stamp, Login);

/// <summary>Last step of a renaming: the old name can be used again.</summary>
public sealed record NameFreed(Stamp Stamp, string Login) : AccountEvent(Stamp, Login);

/// <summary>One account's state as it is stored. The standing's fields are those of its kind; the others are null.</summary>
public sealed record AccountSnapshot(
    long Revision, AccountRecord? Present, string? ReservedLogin, string? ReservedFrom, string? LeavingFor, string? Trouble, ImmutableArray<AnsweredCommand> Answered) : IPersisted
{
    public string EntityKey() => "";
}
