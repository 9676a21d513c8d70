using System.Text;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>
/// Tells refused connections why and closes them (RFC 959 section 5.4: 421 instead of the greeting), without a session. A polite close waits for the
/// client, and a flood of refusals must not hold a descriptor each meanwhile: beyond a bound the connection is reset without a word.
/// Where TLS begins at once a word in clear would break the client's handshake with rubbish, and a handshake is too dear for somebody who is sent away: silence there too.
/// </summary>
internal sealed class RefusalDesk(TimeProvider time)
{
    /// <summary>To whom a ban or a list keeps out: which of them it is, is nobody's business there.</summary>
    public const string NotServed = "Service is not available from your address";

    private const int MostAtOnce = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private int _busy;

    /// <summary>One sentence for a client; no names, no counts of other people's sessions.</summary>
    public static string Explain(LimitRefusal refusal) => refusal.Limit switch
    {
        Limit.MaximumConnectionsPerHost => $"Too many connections from your address ({refusal.Maximum}), try again later",
        Limit.MaximumSessionsBeforeLogin => "Too many connections are waiting to log in, try again",
        Limit.Draining => Doors.Draining.Reason,
        Limit.ServerOff => Doors.Off.Reason,
        _ => "Too many connections, try again later",
    };

    public void Refuse(ConnectionAccepted accepted, string reason) => _ = RefuseAsync(accepted.Connection, accepted.ImplicitTls ? null : reason);

    /// <summary>A connection that nobody owns any more.</summary>
    public static void Drop(IControlConnection connection)
    {
        try
        {
            connection.Abort();
        }
        catch (Exception)
        {
            // it was gone already
        }
    }

    private async Task RefuseAsync(IControlConnection connection, string? reason)
    {
        if (Interlocked.Increment(ref _busy) > MostAtOnce)
        {
            Interlocked.Decrement(ref _busy);
            Drop(connection);
            return;
        }

        try
        {
            if (reason is not null)
            {
                using var patience = new CancellationTokenSource(Patience, time);
                await connection.WriteAsync(Encoding.ASCII.GetBytes($"421 {reason}.\r\n"), patience.Token).ConfigureAwait(false);
            }

            await connection.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            Drop(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }
}
