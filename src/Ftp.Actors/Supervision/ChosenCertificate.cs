using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>What is wrong with the certificate that the settings choose, in words for the operator.</summary>
internal static class ChosenCertificate
{
    private const int MostNames = 20;

    /// <summary>Why a change to it is refused; null: it may be chosen. <c>auto</c> always may: the server makes it where it is missing.</summary>
    public static string? Refusal(ServerSettings next, CertificateSet certificates) =>
        next.Certificate == CertificateSet.Auto || !IsMissing(next, certificates) ? null
        : $"no certificate '{next.Certificate}' can serve now; there are: {Names(certificates)} (`ctl certificates list` shows all, and what is wrong with one)";

    /// <summary>What an alarm says while it lasts; null: TLS can be had, or is not wanted.</summary>
    public static string? Trouble(ServerSettings settings, CertificateSet certificates)
    {
        var lockedOut = SettingWarnings.LockedOut(settings) is { } who ? $", and by require-tls = {SettingsTable.Format(settings, "require-tls")} {who} can log in" : "";
        return IsMissing(settings, certificates)
            ? $"the certificate '{settings.Certificate}' that the setting certificate names is missing or cannot serve: AUTH is answered 431{lockedOut}; "
                + $"there are: {Names(certificates)}. `ctl certificates list` says what is wrong, `ctl certificates use NAME` chooses another"
            : !CertificateSet.IsOffered(settings) && lockedOut.Length > 0
                ? $"certificate = none offers no TLS{lockedOut}; `ctl certificates use auto` offers it, or set require-tls to off"
                : null;
    }

    private static bool IsMissing(ServerSettings settings, CertificateSet certificates) => CertificateSet.IsOffered(settings) && certificates.Chosen(settings) is null;

    private static string Names(CertificateSet certificates)
    {
        var names = certificates.ByName.Keys.Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "none yet" : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", …" : "");
    }
}
