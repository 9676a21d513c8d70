using System.Net.Sockets;

namespace Ftp.Actors.Network.Tls;

/// <summary>Why a handshake failed, in the words of an operator. SslStream and OpenSSL tell it in texts that depend on their versions; what is not known here is passed on as it is.</summary>
internal static class HandshakeFailures
{
    private const byte HandshakeRecord = 22;
    private const byte AlertRecord = 21;

    private static readonly (string Theirs, string Ours)[] Known =
    [
        ("no application protocol", "the client offers no ALPN protocol ftp: it takes this for another server"),
        ("no shared cipher", "no common version or cipher"),
        ("unsupported protocol", "no common version or cipher"),
        ("version too low", "no common version or cipher"),
        ("wrong version number", "no common version or cipher"),
        ("no suitable signature algorithm", "no common signature algorithm"),
        ("unknown ca", "the client does not trust the certificate's issuer"),
        ("UnknownCA", "the client does not trust the certificate's issuer"),
        ("certificate expired", "the client finds the certificate expired"),
        ("CertificateExpired", "the client finds the certificate expired"),
        ("alert bad certificate", "the client refuses the certificate"),
        ("BadCertificate", "the client refuses the certificate"),
        ("certificate unknown", "the client refuses the certificate"),
        ("CertificateUnknown", "the client refuses the certificate"),
        ("inappropriate fallback", "the client fell back to an older version although it speaks a newer one: somebody may have tampered with its first try"),
    ];

    public static TlsFailedException Explain(Exception failure, RecordStream records, ClientCheck client)
    {
        if (failure is TlsFailedException told)
            return told;
        if (client.Refusal is { } refusal)
            return new TlsFailedException(refusal, failure);
        if (records.First is null)
            return new TlsFailedException("the client went before it spoke", failure);
        if (records.First is not (HandshakeRecord or AlertRecord))
            return new TlsFailedException("the client did not speak TLS", failure);
        if (records.First is AlertRecord)
            return new TlsFailedException("the client gave up before it began: it has no version or cipher to offer", failure);
        var text = string.Join("; ", Chain(failure).Select(e => e.Message));
        foreach (var (theirs, ours) in Known)
        {
            if (text.Contains(theirs, StringComparison.OrdinalIgnoreCase))
                return new TlsFailedException(ours, failure);
        }

        return new TlsFailedException(records.EndedRaw || Chain(failure).Any(e => e is SocketException) ? "the client went in the middle of the handshake" : text, failure);
    }

    private static IEnumerable<Exception> Chain(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
            yield return failure;
    }
}
