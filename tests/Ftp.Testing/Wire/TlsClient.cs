using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ftp.Testing.Wire;

/// <summary>
/// How a client does TLS. .NET keeps one session per target host, protocols and client certificate in the whole process and offers it at the next handshake:
/// whoever shakes hands with the same value (or a <c>with</c> of it that keeps those three) resumes what came before, as a client does on its data connections.
/// A value made anew has a host name of its own, so that tests that run side by side do not resume each other's sessions.
/// </summary>
public sealed record TlsClient
{
    private static int _made;

    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Goes out as SNI where it is a name.</summary>
    public string TargetHost { get; init; } = $"client-{Interlocked.Increment(ref _made)}.test";

    /// <summary>Null: the extension is left out.</summary>
    public IReadOnlyList<string>? Alpn { get; init; }

    /// <summary>The client's own, with its key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The server's certificate, or an authority that it leads to; null: any passes. Names are not compared.</summary>
    public X509Certificate2? Trusted { get; init; }

    /// <summary>False: a handshake from scratch that offers nothing and leaves nothing behind.</summary>
    public bool Resume { get; init; } = true;

    public static TlsClient Only(SslProtocols protocol) => new() { Protocols = protocol };

    /// <exception cref="AuthenticationException"/>
    /// <exception cref="IOException">The server broke off.</exception>
    public async Task<SslStream> HandshakeAsync(Stream below)
    {
        var tls = new SslStream(below, leaveInnerStreamOpen: true);
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = TargetHost,
                    EnabledSslProtocols = Protocols,
                    ApplicationProtocols = Alpn?.Select(name => new SslApplicationProtocol(name)).ToList(),
                    ClientCertificateContext = Certificate is null ? null : SslStreamCertificateContext.Create(Certificate, null, offline: true),
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    AllowTlsResume = Resume,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 certificate && Trusts(certificate),
                },
                bound.Token);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Did this handshake resume an earlier session? The public side of SslStream does not tell.</summary>
    public static bool Resumed(SslStream tls) =>
        typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(tls) is SafeHandle handle && SessionReused(handle) == 1;

    private bool Trusts(X509Certificate2 shown)
    {
        if (Trusted is null || shown.RawDataMemory.Span.SequenceEqual(Trusted.RawDataMemory.Span))
        {
            return true;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Trusted);
        return chain.Build(shown);
    }

    [DllImport("libssl.so.3", EntryPoint = "SSL_session_reused")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SessionReused(SafeHandle ssl);
}
