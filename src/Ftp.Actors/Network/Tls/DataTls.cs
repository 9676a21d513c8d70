using System.Net.Security;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>Ties data connections to the handshake of their control connection.</summary>
/// <param name="control">The control connection's TLS.</param>
/// <param name="Token">The family of the control connection's TLS session.</param>
/// <param name="Client">Fingerprint of the certificate that the client must show again; null: it need not.</param>
internal sealed class DataTls(TlsEngine engine, SslStream control, TlsIdentity identity, TlsVersion minimum, string? token, string? client, TimeProvider time) : IDataTls
{
    public async Task<IDataConnection> SecureAsync(IDataConnection clear, DataBinding binding, CancellationToken cancel)
    {
        var records = new RecordStream(new DataWire(clear), oneRecord: false);
        var check = new ClientCheck(client is null ? ClientCertificates.Off : ClientCertificates.Required, null, time.GetUtcNow());
        HandshakeDone done;
        try
        {
            done = await engine.AcceptAsync(records, new HandshakeOrder(_ => identity, minimum, ServerOptions.DataProtocols, client is not null, check, Tickets: false), cancel).ConfigureAwait(false);
        }
        catch (TlsFailedException)
        {
            // an alert may be on its way: a reset would overtake it
            await clear.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        catch
        {
            clear.Abort();
            throw;
        }
        finally
        {
            // Not before: in front of the 150 the new ticket takes the place of the one in hand, which this handshake then spends, and the next data connection has none.
            // However it ended: a client may have spent its ticket on a connection that somebody else came to first.
            engine.OfferTicket(control);
        }

        if (Refusal(done, check, binding < engine.Strictest ? binding : engine.Strictest) is not { } refusal)
            return new TlsDataConnection(done.Stream, records, clear);
        // no close_notify: a listing must not look empty but whole
        clear.Abort();
        await done.Stream.DisposeAsync().ConfigureAwait(false);
        throw new TlsFailedException(refusal) { NotBound = true };
    }

    private string? Refusal(HandshakeDone done, ClientCheck check, DataBinding binding)
    {
        if (client is not null && check.Shown?.Fingerprint != client)
            return "the data connection shows another client certificate than the control connection";
        if (binding >= DataBinding.Resumed && !done.Resumed)
            return "the data connection resumes no TLS session";
        return binding >= DataBinding.SameSession && (token is null || done.Token != token) ? "the data connection resumes another TLS session than that of its control connection" : null;
    }
}
