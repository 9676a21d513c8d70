namespace Ftp.Actors.Certificates;

/// <summary>What an operator must hear of a certificate.</summary>
/// <param name="Alarm">Everything there is, in one line.</param>
/// <param name="Expiry">What is said again every day; null: its end is far off.</param>
internal sealed record Concern(string Certificate, string Alarm, string? Expiry);

/// <summary>Which certificates need somebody; pure.</summary>
internal static class Concerns
{
    /// <summary>Long enough for an authority that works by post.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public static IEnumerable<Concern> Of(IEnumerable<CertificateInfo> certificates, DateTimeOffset now) => certificates.Select(c => Of(c, now)).OfType<Concern>();

    private static Concern? Of(CertificateInfo certificate, DateTimeOffset now)
    {
        var expiry = Expiry(certificate, now);
        var trouble = certificate.Trouble is { } t ? $"certificate '{certificate.Name}': {t}" : null;
        return expiry is null && trouble is null ? null : new Concern(certificate.Name, string.Join("; ", ((string?[])[trouble, expiry]).Where(s => s is not null)), expiry);
    }

    private static string? Expiry(CertificateInfo certificate, DateTimeOffset now)
    {
        if (certificate.NotAfter is not { } end || end - now > Ahead)
        {
            return null;
        }

        var days = Math.Ceiling((end - now).TotalDays);
        var when = now > end ? $"expired on {CertificateText.Until(certificate)}"
            : $"expires on {CertificateText.Until(certificate)}, in {days:0} {(days > 1 ? "days" : "day")}";
        return $"certificate '{certificate.Name}' {when}{Use(certificate, now > end)}: {Remedy(certificate)}";
    }

    private static string Use(CertificateInfo certificate, bool expired) => (certificate.Use, expired) switch
    {
        (CertificateUse.Chosen, true) => "; it is the chosen one, and clients that check it do not connect",
        (CertificateUse.Chosen, false) => "; it is the chosen one",
        (_, true) => " and serves nobody any more",
        _ => "",
    };

    private static string Remedy(CertificateInfo certificate) => certificate.Kind switch
    {
        CertificateKind.Watched => $"whoever renews {certificate.CertificatePath} has not done so",
        CertificateKind.SelfSigned when certificate.Use == CertificateUse.Chosen => "create another one (`ctl certificates create`), tell clients its fingerprint, and choose it (`ctl certificates use`)",
        CertificateKind.SelfSigned => $"create another one, and remove this (`ctl certificates remove {certificate.Name}`)",
        _ => $"renew it (`ctl certificates import {certificate.Name} --replace`), or remove it",
    };
}
