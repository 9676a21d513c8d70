using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>What TLS can do on this machine, tried out by handshakes in memory at the first question.</summary>
public static class TlsSupport
{
    private static readonly Lazy<(LibSsl? Calls, string? Why)> Found = new(static () => Task.Run(TryOutAsync).GetAwaiter().GetResult());

    /// <summary>The strictest policy that can be kept here; a stricter one in the settings means this one.</summary>
    public static DataBinding Strictest => Calls is null ? DataBinding.Resumed : DataBinding.SameSession;

    /// <summary>Why <see cref="Strictest"/> is not <see cref="DataBinding.SameSession"/>, for the operator; null: it is.</summary>
    public static string? Why => Found.Value.Why;

    internal static LibSsl? Calls => Found.Value.Calls;

    /// <summary>Proves each call by its effect: a token put into the tickets of one handshake comes back with the next, and a cipher list and a lifetime are taken.</summary>
    private static async Task<(LibSsl?, string?)> TryOutAsync()
    {
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=self-test", key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            var identity = new TlsIdentity("self-test", [], SslStreamCertificateContext.Create(certificate, null, offline: true));
            // loads the library
            await using var first = await SelfHandshake.RunAsync(identity, TlsVersion.Tls12).ConfigureAwait(false);
            var calls = LibSsl.Find();
            var token = RandomNumberGenerator.GetBytes(TlsEngine.TokenLength);
            var name = $"{Convert.ToHexStringLower(token)}.invalid";
            if (!calls.Configure(first, TlsContexts.Ciphers, TlsContexts.TicketLife))
                return (null, "OpenSSL refuses the cipher list");
            await using var second = await SelfHandshake.RunAsync(identity, TlsVersion.Tls12, name, tls => calls.Mark(tls, token)).ConfigureAwait(false);
            await using var third = await SelfHandshake.RunAsync(identity, TlsVersion.Tls12, name, tls => calls.Mark(tls, new byte[TlsEngine.TokenLength])).ConfigureAwait(false);
            if (calls.Context(first) != calls.Context(third))
                return (null, "this version of .NET does not share its TLS contexts");
            return !calls.Resumed(second) && calls.Resumed(third) && calls.Token(third) is { } back && back.AsSpan().SequenceEqual(token)
                ? (calls, null)
                : (null, "OpenSSL's session tickets carry no data of ours");
        }
        catch (Exception failure)
        {
            return (null, failure.Message);
        }
    }
}
