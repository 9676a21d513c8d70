using Ftp.Actors.Catalog;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Accounts;

/// <summary>
/// What a change makes of an account's own TLS. One certificate may be mapped to several accounts: the client names the login at USER, so an administrator's
/// certificate opens each account that lists it, and no account knows of the others. The last certificate of an account without a password may be taken away:
/// such an account waits for its password, as one that was added without any.
/// </summary>
internal static class AccountTlsRules
{
    public const int MostCertificates = 16;

    /// <param name="next">Null: nothing of its own.</param>
    /// <returns>Why not; null: <paramref name="next"/> may be.</returns>
    public static AccountDecision.Refused? Change(AccountTls? now, AccountChange change, out AccountTls? next)
    {
        next = now;
        var before = now ?? AccountTls.None;
        if (change.AddCertificates.Concat(change.RemoveCertificates).FirstOrDefault(c => Fingerprints.Parse(c) != c) is { } unfit)
        {
            return Refused(RefusalKind.Invalid, $"'{NameRules.Printable(unfit)}' is no SHA-256 fingerprint of a certificate: 64 hexadecimal digits");
        }

        if (change.AddCertificates.Intersect(change.RemoveCertificates, StringComparer.Ordinal).FirstOrDefault() is { } both)
        {
            return Refused(RefusalKind.Invalid, $"the certificate {Fingerprints.Show(both)} is both added and removed");
        }

        if (change.RemoveCertificates.Except(before.Certificates, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return Refused(RefusalKind.NotFound, $"the account has no certificate {Fingerprints.Show(missing)}; {NameRules.ThereAre(before.Certificates.Select(Fingerprints.Show))}");
        }

        // Removed first, so that the last of sixteen can be exchanged in one change.
        var certificates = before.Certificates.Except(change.RemoveCertificates, StringComparer.Ordinal).Union(change.AddCertificates, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (certificates.Count > MostCertificates)
        {
            return Refused(RefusalKind.Invalid, $"{certificates.Count} client certificates; an account has at most {MostCertificates}");
        }

        var after = before with
        {
            Require = change.RequireTls is { } require ? require.Value : before.Require,
            RequireData = change.RequireTlsData is { } requireData ? requireData.Value : before.RequireData,
            DataBinding = change.DataBinding is { } binding ? binding.Value : before.DataBinding,
            UncleanUploadEnd = change.UncleanUploadEnd is { } end ? end.Value : before.UncleanUploadEnd,
            Certificates = [.. certificates],
        };
        next = after.SameAs(AccountTls.None) ? null : after;
        return null;
    }

    private static AccountDecision.Refused Refused(RefusalKind kind, string message) => new(kind, message);
}
