using System.Collections.Immutable;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Accounts;

/// <summary>What an account has of its own where the settings speak of TLS. Null: the settings hold.</summary>
public sealed record AccountTls
{
    public static AccountTls None { get; } = new();

    /// <summary>Its login needs TLS on the control connection, or is excepted from <c>require-tls</c>.</summary>
    public bool? Require { get; init; }
    public bool? RequireData { get; init; }
    public DataBinding? DataBinding { get; init; }
    public UncleanUploadEnd? UncleanUploadEnd { get; init; }

    /// <summary>SHA-256 fingerprints of client certificates that stand for the password, lower-case hex, in order.</summary>
    public ImmutableArray<string> Certificates
    {
        get;
        // the reader of stored events leaves what it does not find at the type's default, and a default array throws
        init => field = value.IsDefault ? [] : value;
    } = [];

    public bool SameAs(AccountTls other) =>
        Require == other.Require && RequireData == other.RequireData && DataBinding == other.DataBinding && UncleanUploadEnd == other.UncleanUploadEnd
        && Certificates.SequenceEqual(other.Certificates);
}
