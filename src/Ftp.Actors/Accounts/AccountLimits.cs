using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Accounts;

/// <summary>What an account has of its own where the settings speak of time-outs, rates and networks, and its quota. Null: the settings hold.</summary>
public sealed record AccountLimits
{
    public static AccountLimits None { get; } = new();

    public TimeSpan? IdleTimeout { get; init; }
    public TimeSpan? StallTimeout { get; init; }
    public TimeSpan? DataConnectTimeout { get; init; }

    /// <summary>Bytes a second over all its sessions, to the client; 0: unlimited, whatever the settings say of a login.</summary>
    public long? DownloadRate { get; init; }
    /// <summary>As <see cref="DownloadRate"/>, from the client.</summary>
    public long? UploadRate { get; init; }

    public Quota? Quota { get; init; }

    /// <summary>Where not empty, it logs in from these networks only.</summary>
    public ImmutableArray<IPNetwork> AllowFrom
    {
        get;
        // the reader of stored events leaves what it does not find at the type's default, and a default array throws
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>From these it does not log in, whatever is allowed.</summary>
    public ImmutableArray<IPNetwork> DenyFrom
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Its owner may set the password over FTP (SITE PSWD).</summary>
    public bool? ChangePassword { get; init; }

    public bool SameAs(AccountLimits other) =>
        IdleTimeout == other.IdleTimeout && StallTimeout == other.StallTimeout && DataConnectTimeout == other.DataConnectTimeout && DownloadRate == other.DownloadRate
        && UploadRate == other.UploadRate && Quota == other.Quota && AllowFrom.SequenceEqual(other.AllowFrom) && DenyFrom.SequenceEqual(other.DenyFrom) && ChangePassword == other.ChangePassword;
}
