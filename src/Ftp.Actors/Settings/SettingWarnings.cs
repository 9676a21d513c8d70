using System.Globalization;
using static Ftp.Actors.Settings.SettingsTable;

namespace Ftp.Actors.Settings;

/// <summary>Settings that are each allowed, but do not go together, or hardly do what they were meant to.</summary>
internal static class SettingWarnings
{
    private const string NoTls = $"{Prefix}certificate = none offers no TLS";

    public static IEnumerable<string> Of(ServerSettings settings, DataBinding strictest) => OfPorts(settings).Concat(OfTls(settings, strictest));

    /// <summary>Null: the control port and the port for implicit TLS are two, or there is one of them only.</summary>
    public static string? SamePort(ServerSettings settings) => settings.ImplicitTlsPort == settings.Port
        ? Line($"{Prefix}implicit-tls-port = {settings.ImplicitTlsPort} is the control port ({Prefix}port) already: one of them must be another (990 is the usual one for implicit TLS)")
        : null;

    /// <summary>The port for implicit TLS is not opened where no handshake can be had; null: there is none, or it is.</summary>
    public static string? ClosedPort(ServerSettings settings) => settings is { Certificate: TlsWords.NoCertificate, ImplicitTlsPort: { } port }
        ? Line($"{Prefix}implicit-tls-port = {port} stays closed: {NoTls}")
        : null;

    /// <summary>The machine checks less of data connections than the setting asks for; null: it does not, or there is no TLS.</summary>
    /// <param name="strictest">The most that it can check.</param>
    public static string? WeakerBinding(ServerSettings settings, DataBinding strictest)
    {
        var (asked, have) = (SettingValues.Word(TlsWords.DataBinding, settings.TlsDataBinding), SettingValues.Word(TlsWords.DataBinding, strictest));
        return settings.TlsDataBinding > strictest && settings.Certificate != TlsWords.NoCertificate ? $"{Prefix}tls-data-binding = {asked} cannot be checked with this machine's TLS library: {have} is in force" : null;
    }

    private static IEnumerable<string> OfPorts(ServerSettings settings)
    {
        if (settings.PassivePorts.Count < settings.MaximumConnections)
        {
            yield return $"{Prefix}passive-ports = {settings.PassivePorts} is narrower ({settings.PassivePorts.Count}) than {Prefix}maximum-connections = {settings.MaximumConnections}: "
                + "each passive transfer takes a port, so clients will find none free before the limit is reached";
        }

        foreach (var (key, port) in new (string, int?)[] { ("port", settings.Port), ("implicit-tls-port", settings.ImplicitTlsPort) })
        {
            if (port >= settings.PassivePorts.First && port <= settings.PassivePorts.Last)
            {
                yield return $"{Prefix}{key} = {port} lies inside {Prefix}passive-ports = {settings.PassivePorts}";
            }
        }

        if (SamePort(settings) is { } same)
        {
            yield return same;
        }
    }

    private static IEnumerable<string> OfTls(ServerSettings settings, DataBinding strictest)
    {
        if (settings.Certificate == TlsWords.NoCertificate)
        {
            if (LockedOut(settings) is { } who)
            {
                yield return $"{Prefix}require-tls = {SettingValues.Word(TlsWords.RequireTls, settings.RequireTls)}, but {NoTls}: {who} can log in";
            }

            if (settings.RequireTlsData)
            {
                yield return $"{Prefix}require-tls-data = on, but {NoTls}: no transfer can be protected";
            }

            if (ClosedPort(settings) is { } closed)
            {
                yield return closed;
            }
        }

        if (WeakerBinding(settings, strictest) is { } weaker)
        {
            yield return weaker;
        }

        if (settings.ClientCertificates == ClientCertificates.Required && settings.ClientCertificateAuthorities.Length == 0)
        {
            yield return $"{Prefix}client-certificates = required without {Prefix}client-certificate-authorities takes a certificate that anybody made: only those mapped to an account prove something";
        }

        if (settings.ClearCommandChannel)
        {
            yield return $"{Prefix}clear-command-channel = on: after CCC commands, names and replies travel in clear, and whoever stands on the way can read and change them";
        }
    }

    /// <summary>Whom <c>require-tls</c> keeps out where TLS cannot be had; null: nobody.</summary>
    public static string? LockedOut(ServerSettings settings) => settings.RequireTls switch
    {
        RequireTls.Off => null,
        RequireTls.Logins => "no named account",
        RequireTls.Remote => $"nobody outside {Prefix}local-networks",
        _ => "nobody",
    };

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
