using System.Net.Security;
using System.Security.Authentication;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>A handshake with ourselves in memory: makes the runtime make the OpenSSL context of an identity, and shows what the machine can do.</summary>
internal static class SelfHandshake
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <param name="resumeAs">The client keeps its ticket under this name and comes back with it; null: it keeps none.</param>
    /// <param name="atFlight">Called before each flight of the server leaves.</param>
    /// <returns>The server's end, open.</returns>
    /// <exception cref="AuthenticationException"/>
    /// <exception cref="IOException"/>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<SslStream> RunAsync(TlsIdentity identity, TlsVersion minimum, string? resumeAs = null, Action<SslStream>? atFlight = null)
    {
        using var bound = new CancellationTokenSource(Bound);
        var (here, there) = MemoryWire.Pair();
        var records = new RecordStream(here, oneRecord: false);
        var server = new SslStream(records);
        records.Flight = _ => atFlight?.Invoke(server);
        using var client = new SslStream(new RecordStream(there, oneRecord: false));
        try
        {
            var serving = server.AuthenticateAsServerAsync(ServerOptions.For(identity, minimum, ServerOptions.ControlProtocols), bound.Token);
            var asking = client.AuthenticateAsClientAsync(ClientOptions(resumeAs), bound.Token);
            // the first to fail says why; the other would wait for it to the bound
            await await Task.WhenAny(serving, asking).ConfigureAwait(false);
            await Task.WhenAll(serving, asking).ConfigureAwait(false);
            // a ticket of TLS 1.3 comes after the handshake, in front of the first byte
            await server.WriteAsync(new byte[1], bound.Token).ConfigureAwait(false);
            await client.ReadExactlyAsync(new byte[1], bound.Token).ConfigureAwait(false);
            records.Flight = null;
            return server;
        }
        catch
        {
            here.Close();
            there.Close();
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions ClientOptions(string? resumeAs) => new()
    {
        TargetHost = resumeAs ?? "",
        AllowTlsResume = resumeAs is not null,
        ApplicationProtocols = ServerOptions.ControlProtocols,
#pragma warning disable CA5359 // it is our own certificate, and nothing is said over this connection
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
    };
}
