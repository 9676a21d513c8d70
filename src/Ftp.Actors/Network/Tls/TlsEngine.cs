using System.Net.Security;
using System.Security.Cryptography;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>What one handshake is done with.</summary>
/// <param name="Ask">The client is asked for a certificate.</param>
internal sealed record HandshakeOrder(
    Func<string?, TlsIdentity?> Select, TlsVersion Minimum, List<SslApplicationProtocol> Protocols, bool Ask, ClientCheck Client);

/// <summary>A handshake that went well.</summary>
/// <param name="Resumed">It resumed a TLS session that this server gave out.</param>
/// <param name="Token">Of the family of TLS sessions it belongs to; null where OpenSSL cannot be asked.</param>
internal sealed record HandshakeDone(SslStream Stream, TlsIdentity Identity, string? ServerName, bool Resumed, string? Token);

/// <summary>
/// The server's side of handshakes. Each full one puts a token of its own into the tickets it gives out; one that resumes a session, and the tickets it gives out, keep
/// that session's. So everything that came of one full handshake is known as one family.
/// </summary>
/// <param name="calls">Null: whether a session was resumed can be told, but not which one.</param>
internal sealed class TlsEngine(LibSsl? calls)
{
    public const int TokenLength = 16;

    private static readonly Lazy<TlsEngine> OfThisMachine = new(static () => new TlsEngine(TlsSupport.Calls));

    private readonly TlsContexts _contexts = new(calls);

    public static TlsEngine Default => OfThisMachine.Value;

    public DataBinding Strictest => calls is null ? DataBinding.Resumed : DataBinding.SameSession;

    /// <param name="records">Stays the caller's, whatever comes of it.</param>
    /// <exception cref="TlsFailedException"/>
    /// <exception cref="OperationCanceledException"/>
    public async Task<HandshakeDone> AcceptAsync(RecordStream records, HandshakeOrder order, CancellationToken cancel)
    {
        var tls = new SslStream(records, leaveInnerStreamOpen: true);
        try
        {
            TlsIdentity? identity = null;
            SslServerAuthenticationOptions? options = null;
            string? asked = null;
            var resumed = false;
            var token = RandomNumberGenerator.GetBytes(TokenLength);
            records.Flight = flight =>
            {
                // the session exists now, and its tickets are not made yet
                if (calls is null)
                    resumed |= ServerFlight.Resumes(flight.Span);
                else
                    calls.Mark(tls, token);
            };
            await tls.AuthenticateAsServerAsync(
                async (_, hello, _, _) =>
                {
                    // an encrypted Finished of TLS 1.2 looks to SslStream like a second ClientHello once in 256 times; it takes the same options twice, but no others
                    if (options is not null)
                        return options;
                    asked = string.IsNullOrEmpty(hello.ServerName) ? null : hello.ServerName;
                    identity = order.Select(asked) ?? throw await RefuseNameAsync(records, asked, cancel).ConfigureAwait(false);
                    await _contexts.PrepareAsync(identity, order.Minimum).ConfigureAwait(false);
                    return options = Options(identity, order);
                },
                null, cancel).ConfigureAwait(false);
            records.Flight = null;
            if (!CipherPolicy.Allows(tls.NegotiatedCipherSuite))
                throw new TlsFailedException($"the client chose the cipher {tls.NegotiatedCipherSuite}, which is not allowed");
            return calls is null
                ? new HandshakeDone(tls, identity!, asked, resumed, null)
                : new HandshakeDone(tls, identity!, asked, calls.Resumed(tls), calls.Token(tls) is { } carried ? Convert.ToHexStringLower(carried) : null);
        }
        catch (Exception failure)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            throw HandshakeFailures.Explain(failure, records, order.Client);
        }
    }

    private static SslServerAuthenticationOptions Options(TlsIdentity identity, HandshakeOrder order)
    {
        var options = ServerOptions.For(identity, order.Minimum, order.Protocols);
        options.ClientCertificateRequired = order.Ask;
        // also where nobody is asked: a resumed session may bring a certificate along, and the runtime's own judgement would use the system's authorities
        options.CertificateChainPolicy = order.Client.Policy();
        options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => order.Client.Passes(certificate, chain);
        return options;
    }

    private static async Task<TlsFailedException> RefuseNameAsync(RecordStream records, string? asked, CancellationToken cancel)
    {
        // SslStream sends no alert of its own accord where the selection fails
        records.Flight = null;
        byte[] unrecognizedName = [21, 3, 3, 0, 2, 2, 112];
        await records.WriteAsync(unrecognizedName, cancel).ConfigureAwait(false);
        return new TlsFailedException(asked is null ? "no certificate can be used now" : $"no certificate can be used now for the name {asked}");
    }
}
