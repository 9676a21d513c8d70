using System.Collections.Immutable;
using Ftp.Actors.Accounts;

namespace Ftp.Actors.Backup;

/// <summary>An account's details as the one change that brings them about.</summary>
public static class AccountChanges
{
    /// <param name="now">What the account has at present; null: it is new.</param>
    public static AccountChange All(AccountDetails details, AccountProfile? now)
    {
        var (tls, limits) = (details.Tls ?? AccountTls.None, details.Limits ?? AccountLimits.None);
        ImmutableArray<string> certificates = now?.Tls.Certificates ?? [];
        return new AccountChange
        {
            Description = details.Description,
            // a root that stays is not judged again: its resource may be gone
            Root = now is not null && now.Root == details.Root ? null : new(details.Root),
            Rules = details.Rules,
            LegacyCharset = new(details.LegacyCharset),
            MaximumConnections = new(details.MaximumConnections),
            RequireTls = new(tls.Require),
            RequireTlsData = new(tls.RequireData),
            DataBinding = new(tls.DataBinding),
            UncleanUploadEnd = new(tls.UncleanUploadEnd),
            AddCertificates = [.. tls.Certificates.Except(certificates, StringComparer.Ordinal)],
            RemoveCertificates = [.. certificates.Except(tls.Certificates, StringComparer.Ordinal)],
            IdleTimeout = new(limits.IdleTimeout),
            StallTimeout = new(limits.StallTimeout),
            DataConnectTimeout = new(limits.DataConnectTimeout),
            DownloadRate = new(limits.DownloadRate),
            UploadRate = new(limits.UploadRate),
            Quota = new(limits.Quota),
            AllowFrom = limits.AllowFrom,
            DenyFrom = limits.DenyFrom,
            ChangePassword = new(limits.ChangePassword),
        };
    }
}
