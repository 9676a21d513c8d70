using System.Net.Sockets;
using System.Security.Authentication;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>The handshake of a control connection, and what hangs on it.</summary>
internal static class ControlHandshake
{
    /// <exception cref="TlsFailedException"/>
    /// <exception cref="OperationCanceledException"/>
    public static async Task<(TlsControl Control, DataTls Data, TlsFacts Facts)> RunAsync(TlsEngine engine, Socket socket, TlsTerms terms, TimeProvider time, CancellationToken cancel)
    {
        var records = new RecordStream(new SocketWire(socket), oneRecord: true);
        var asked = terms.ClientCertificates;
        var check = new ClientCheck(asked, terms.ClientAuthorities, time.GetUtcNow());
        var order = new HandshakeOrder(terms.Select, terms.Minimum, ServerOptions.ControlProtocols, asked != ClientCertificates.Off, check, Tickets: true);
        var done = await engine.AcceptAsync(records, order, cancel).ConfigureAwait(false);
        var version = done.Stream.SslProtocol == SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2";
        var facts = new TlsFacts(version, done.Stream.NegotiatedCipherSuite.ToString(), done.Identity.Name, done.ServerName, check.Shown);
        var same = asked == ClientCertificates.Required ? check.Shown?.Fingerprint : null;
        return (new TlsControl(socket, done.Stream, records), new DataTls(engine, done.Stream, done.Identity, terms.Minimum, done.Token, same, time), facts);
    }
}
