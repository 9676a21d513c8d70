using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>
/// Judges the certificate that a client shows; that it has the key, the handshake proves. Nothing is fetched, so revocation is not checked: an authority's certificate that
/// must not pass any more is taken out of the accounts, or its issuer out of the authorities.
/// </summary>
internal sealed class ClientCheck(ClientCertificates wanted, X509Certificate2Collection? authorities, DateTimeOffset now)
{
    private const int MostRemembered = 10_000;

    /// <summary>
    /// Clients whose chain was seen whole. A resumed handshake brings the client's certificate out of the ticket but not those between it and the authority. Tickets do
    /// not outlive the process either.
    /// </summary>
    private static readonly ConcurrentDictionary<(string Authorities, string Client), bool> Known = new();

    private static readonly ConditionalWeakTable<X509Certificate2Collection, string> Digests = [];

    /// <summary>Why it was refused; null: it was not.</summary>
    public string? Refusal { get; private set; }

    public ClientCertificate? Shown { get; private set; }

    /// <summary>For the chain that the runtime builds before it asks.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        if (authorities is not null)
            policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    public bool Passes(X509Certificate? certificate, X509Chain? chain)
    {
        if (wanted == ClientCertificates.Off)
            return true;
        Refusal = certificate is X509Certificate2 shown ? Judge(shown, chain) : wanted == ClientCertificates.Required ? "the client showed no certificate" : null;
        return Refusal is null;
    }

    private string? Judge(X509Certificate2 shown, X509Chain? chain)
    {
        var until = new DateTimeOffset(shown.NotAfter).ToUniversalTime();
        var from = new DateTimeOffset(shown.NotBefore).ToUniversalTime();
        Shown = new ClientCertificate(Fingerprints.Of(shown), shown.Subject, until);
        if (now > until)
            return string.Create(CultureInfo.InvariantCulture, $"the client's certificate {shown.Subject} expired on {until:yyyy-MM-dd}");
        if (now < from)
            return string.Create(CultureInfo.InvariantCulture, $"the client's certificate {shown.Subject} is not valid before {from:yyyy-MM-dd}");
        if (authorities is null)
            return null;
        var key = (Digests.GetValue(authorities, static all => Convert.ToHexString(SHA256.HashData([.. all.SelectMany(c => c.RawData)]))), Shown.Fingerprint);
        var faults = chain?.ChainStatus.Where(s => s.Status != X509ChainStatusFlags.NoError).Select(s => s.StatusInformation.Trim()).ToList() ?? ["no chain"];
        if (faults.Count == 0)
        {
            if (Known.Count >= MostRemembered)
                Known.Clear();
            Known[key] = true;
            return null;
        }

        return Known.ContainsKey(key) && chain?.ChainStatus.All(s => s.Status is X509ChainStatusFlags.PartialChain) == true
            ? null
            : $"the client's certificate {shown.Subject} does not lead to the client authorities: {string.Join("; ", faults)}";
    }
}
