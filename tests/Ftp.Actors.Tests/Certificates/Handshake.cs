using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

/// <summary>A real handshake on a loopback socket.</summary>
internal static class Handshake
{
    /// <returns>What the server showed; the subjects of all that it sent, the first its own.</returns>
    public static async Task<(X509Certificate2 Certificate, IReadOnlyList<string> Sent)> WithAsync(TlsIdentity identity)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(listener.LocalEndPoint!, cancel);
        using var far = await listener.AcceptAsync(cancel);
        await using var server = new SslStream(new NetworkStream(far));
        X509Certificate2? shown = null;
        var sent = new List<string>();
        await using var client = new SslStream(new NetworkStream(near), false, (_, certificate, chain, _) =>
        {
            shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
            sent.Add(shown.Subject);
            sent.AddRange(chain!.ChainPolicy.ExtraStore.Where(c => !c.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span)).Select(c => c.Subject));
            return true;
        });
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = identity.Context }, cancel),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancel));
        return (shown!, sent);
    }
}
