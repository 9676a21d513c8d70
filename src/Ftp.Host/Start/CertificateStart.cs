using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Akka.Actor;
using Ftp.Actors;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;

namespace Ftp.Host.Start;

/// <summary>Before FTP opens: watched files are read, and the certificate that the settings choose is there. What is said about it, at a start and at SIGHUP.</summary>
internal static class CertificateStart
{
    internal const string FolderName = "certificates";

    private static readonly Origin Origin = new("start", "files", "local");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static CertificateStoreOptions Options(string dataDirectory) => new(Path.Combine(dataDirectory, FolderName), [.. OwnNames()]);

    /// <returns>Lines for the operator.</returns>
    internal static async Task<IReadOnlyList<string>> RunAsync(NodeServices services, IActorRef certificates, CancellationToken cancel)
    {
        var lines = new List<string>();
        _ = await certificates.Ask<CertificatesReread>(new CertificateCommands.Reread(), Patience, cancel);
        var chosen = services.Settings.Current.Certificate;
        if (chosen == CertificateSet.Auto)
        {
            var auto = await certificates.Ask<AutoCertificate>(new CertificateCommands.EnsureAuto(Origin), Patience, cancel);
            if (auto is { Made: true, Certificate: { } made })
            {
                lines.Add($"made the self-signed certificate '{made.Name}'; clients must be told to trust it, by its SHA-256 fingerprint {Fingerprints.Show(made.Fingerprint)}");
            }
            else if (auto.Trouble is { } trouble)
            {
                lines.Add($"the certificate '{chosen}' cannot be had: {trouble}");
            }
        }

        lines.Add(await DescribeAsync(services, certificates, chosen, cancel));
        return lines;
    }

    /// <summary>SIGHUP.</summary>
    internal static async Task<IReadOnlyList<string>> RereadAsync(IActorRef certificates)
    {
        try
        {
            var reread = await certificates.Ask<CertificatesReread>(new CertificateCommands.Reread(), Patience);
            return reread.Lines.Length > 0 ? reread.Lines : ["SIGHUP: no certificate watches files, nothing to read again"];
        }
        catch (AskTimeoutException)
        {
            return ["SIGHUP: the certificate store did not answer"];
        }
    }

    private static async Task<string> DescribeAsync(NodeServices services, IActorRef certificates, string chosen, CancellationToken cancel)
    {
        if (!CertificateSet.IsOffered(services.Settings.Current))
        {
            return "FTPS is not offered (certificate = none)";
        }

        var found = await certificates.Ask<CertificateFound>(new CertificateQueries.Get(chosen), Patience, cancel);
        return found.Certificate is { Use: not CertificateUse.None } used ? $"FTPS uses the certificate '{used.Name}': {CertificateText.Of(used)}"
            : found.Certificate is { } useless ? $"FTPS cannot be had: the certificate '{useless.Name}' cannot be used{(useless.Trouble is { } why ? $": {why}" : "")}"
            : $"FTPS cannot be had: the certificate '{chosen}' that the settings name is not in the store (`ctl certificates list`)";
    }

    /// <summary>
    /// What this machine is called. Its other addresses are not among them: they change, and a certificate tells them to everybody who connects. Clients that
    /// come by an address trust the fingerprint.
    /// </summary>
    private static IEnumerable<string> OwnNames()
    {
        var host = Dns.GetHostName();
        var domain = Domain();
        string[] names = [domain.Length > 0 && !host.Contains('.', StringComparison.Ordinal) ? $"{host}.{domain}" : host, host];
        return [.. names.Where(n => CertificateNames.IsAllowed(n)), "localhost", IPAddress.Loopback.ToString(), IPAddress.IPv6Loopback.ToString()];
    }

    private static string Domain()
    {
        try
        {
            return IPGlobalProperties.GetIPGlobalProperties().DomainName;
        }
        catch (Exception e) when (e is NetworkInformationException or SocketException)
        {
            return "";
        }
    }
}
