using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>
/// A certificate with its key, ready for handshakes. A session pins the one of its control connection for its life: the tickets that its data connections resume
/// belong to it. Never disposed while somebody may hold it; the runtime's finalizers do that.
/// </summary>
/// <param name="Name">In the certificate store.</param>
/// <param name="Names">DNS names and addresses it is valid for, lower case, wildcards as they stand (<c>*.example.com</c>).</param>
/// <param name="Context">Certificate, key and chain; made offline (nothing is fetched).</param>
public sealed record TlsIdentity(string Name, IReadOnlyList<string> Names, SslStreamCertificateContext Context)
{
    public X509Certificate2 Certificate => Context.TargetCertificate;
}

/// <summary>What a handshake on a control connection is done with: settings and certificates of one moment.</summary>
/// <param name="Select">The identity for the name that the client asks for (SNI); null: it names none. Null as the answer ends the handshake.</param>
/// <param name="ClientAuthorities">What client certificates must lead to; null: any passes, and only a mapped one means something.</param>
public sealed record TlsTerms(
    Func<string?, TlsIdentity?> Select, TlsVersion Minimum, ClientCertificates ClientCertificates, X509Certificate2Collection? ClientAuthorities);

/// <summary>What a handshake came to, as values: for replies, the log and <c>sessions show</c>.</summary>
/// <param name="Protocol">TLS 1.2, TLS 1.3.</param>
/// <param name="Cipher">The IANA name.</param>
/// <param name="Certificate">Name of our certificate in the store.</param>
/// <param name="ServerName">What the client asked for by SNI; null where it did not.</param>
/// <param name="Client">The client's certificate; null where it showed none.</param>
public sealed record TlsFacts(string Protocol, string Cipher, string Certificate, string? ServerName, ClientCertificate? Client)
{
    public override string ToString() => $"{Protocol} {Cipher}";
}

/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hex without colons; <see cref="Fingerprints"/> shows it to people.</param>
public sealed record ClientCertificate(string Fingerprint, string Subject, DateTimeOffset NotAfter);

/// <summary>The handshake failed, or what it showed is not enough. The message is for the log: it may name what the peer sent.</summary>
public sealed class TlsFailedException : IOException
{
    public TlsFailedException(string why, Exception? cause = null)
        : base(why, cause)
    {
    }

    /// <summary>The handshake went well, but the data connection does not belong to its control connection by the policy in force.</summary>
    public bool NotBound { get; init; }

    /// <summary>Whatever broke below comes out as this.</summary>
    internal static async Task OrAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not (TlsFailedException or OperationCanceledException))
        {
            throw new TlsFailedException(failure.Message, failure);
        }
    }
}

/// <summary>TLS of one session's data connections, tied to the handshake of its control connection. Used by one transfer at a time.</summary>
public interface IDataTls
{
    /// <summary>The server's side of the handshake, with the certificate that the session pinned. The connection that comes back owns <paramref name="clear"/>; so does this call when it fails.</summary>
    /// <exception cref="TlsFailedException"/>
    /// <exception cref="OperationCanceledException"/>
    Task<IDataConnection> SecureAsync(IDataConnection clear, DataBinding binding, CancellationToken cancel);
}
