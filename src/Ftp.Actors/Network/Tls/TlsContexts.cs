using System.Collections.Concurrent;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>
/// Sets, before the first handshake with an identity, what its OpenSSL context does in all of them. The runtime evicts contexts that no connection uses, and with one go
/// the keys of its tickets and our settings: a connection in memory keeps it for as long as the identity lives.
/// </summary>
/// <param name="calls">Null: nothing can be set; then <see cref="TlsEngine"/> ends the handshakes that the policy forbids.</param>
internal sealed class TlsContexts(LibSsl? calls)
{
    /// <summary>TLS 1.2 with forward secrecy and authenticated encryption only: no RSA key exchange, no CBC. All suites of TLS 1.3 are like that.</summary>
    public const string Ciphers =
        "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";

    /// <summary>
    /// A client of TLS 1.2 resumes with the one ticket of its login for as long as its session lives: with OpenSSL's two hours, a session would then be locked out of
    /// its own data connections. RFC 8446 section 4.6.1 allows no more than a week.
    /// </summary>
    public static readonly TimeSpan TicketLife = TimeSpan.FromDays(7);

    /// <summary>One at a time: contexts of the same certificate made twice are one in OpenSSL, and it must not be set while a handshake reads it.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly ConditionalWeakTable<SslStreamCertificateContext, ConcurrentDictionary<TlsVersion, Kept>> _kept = [];

    /// <exception cref="TlsFailedException">The certificate cannot serve.</exception>
    public ValueTask PrepareAsync(TlsIdentity identity, TlsVersion minimum) =>
        calls is null || _kept.GetOrCreateValue(identity.Context).ContainsKey(minimum) ? ValueTask.CompletedTask : new ValueTask(MakeAsync(calls, identity, minimum));

    private async Task MakeAsync(LibSsl library, TlsIdentity identity, TlsVersion minimum)
    {
        var kept = _kept.GetOrCreateValue(identity.Context);
        await Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (kept.ContainsKey(minimum))
                return;
            var server = await SelfHandshake.RunAsync(identity, minimum).ConfigureAwait(false);
            kept[minimum] = new Kept(server);
            if (!library.Configure(server, Ciphers, TicketLife))
                throw new IOException("OpenSSL refuses the cipher list");
        }
        catch (Exception failure) when (failure is not TlsFailedException)
        {
            kept.TryRemove(minimum, out _);
            throw new TlsFailedException($"the certificate {identity.Name} cannot serve handshakes: {failure.Message}", failure);
        }
        finally
        {
            Turn.Release();
        }
    }

    private sealed class Kept(SslStream server)
    {
        /// <summary>Only a disposed connection gives its context back to the runtime's cache.</summary>
        ~Kept() => server.Dispose();
    }
}
