using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Certificates.X509;

/// <summary>
/// A handshake of this process with itself, before a certificate is taken. The machine's TLS library has the last word (a distribution's policy may want longer
/// keys than the rules here), and the first client must not be who finds that out.
/// </summary>
internal static class Trial
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>Why handshakes with it fail; null: they do not.</returns>
    public static string? Refusal(TlsIdentity identity)
    {
        try
        {
            ShakeHandsAsync(identity).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or CryptographicException or OperationCanceledException)
        {
            return $"this machine's TLS library does not take it: {(e.InnerException ?? e).Message}";
        }
    }

    private static async Task ShakeHandsAsync(TlsIdentity identity)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (there, back) = (new Pipe(), new Pipe());
        await using var server = new SslStream(new Duplex(there.Reader, back.Writer));
        await using var client = new SslStream(new Duplex(back.Reader, there.Writer), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        // without resumption nothing of the trial is kept for the handshakes of clients
        var served = server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = identity.Context, AllowTlsResume = false }, patience.Token);
        var shaken = client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", AllowTlsResume = false }, patience.Token);
        try
        {
            await served;
        }
        finally
        {
            // whoever failed leaves the other without an answer
            await back.Writer.CompleteAsync();
            await shaken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One end of two pipes.</summary>
    private sealed class Duplex(PipeReader from, PipeWriter to) : Stream
    {
        private readonly Stream _from = from.AsStream();
        private readonly Stream _to = to.AsStream();

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _from.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _to.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _to.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => _from.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => _to.Write(buffer, offset, count);

        public override void Flush() => _to.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
