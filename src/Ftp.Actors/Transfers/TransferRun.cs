using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Akka.Streams;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>Why a run was broken off from outside.</summary>
internal sealed record BrokenOff(string Why, bool Stopped = false, bool NeverConnected = false);

/// <summary>
/// One transfer from opening to its outcome, written in the order in which it happens. Everything it takes is released on every way out: the actor only cancels,
/// and cancelling resets the data connection at once, which ends whatever is under way.
/// </summary>
/// <param name="opened">Called when the file is open, before the data connection is made.</param>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, and a late StopTransfer may still come to it")]
internal sealed class TransferRun(TransferOrder order, NodeServices services, IMaterializer materializer, Action<OpenedWork> opened)
{
    private readonly CancellationTokenSource _cancel = new();
    private volatile BrokenOff? _brokenOff;
    private volatile IDataConnection? _connection;
    private volatile TransferPhase _phase;

    public TransferMeter Meter { get; } = new();

    public TransferPhase Phase => _phase;

    /// <summary>Somebody connected, and the data connection's TLS is being agreed, or was.</summary>
    public bool IsShakingHands { get; private set; }

    /// <summary>What a stall is judged by. An upload's bytes count when they are received.</summary>
    public long Progress =>
        (order.Job is TransferJob.Store ? null : _connection?.Acknowledged(Meter.Bytes)) ?? Meter.Bytes;

    /// <summary>
    /// A limit keeps it waiting, and its peer has all that was sent: nobody can be blamed for the silence. A peer that leaves bytes unacknowledged meanwhile can.
    /// </summary>
    public bool IsHeldBack => order.Throttle is { IsWaiting: true } && Progress >= Meter.Bytes;

    /// <summary>The first reason stands. Once an upload is being published it is too late.</summary>
    public void BreakOff(BrokenOff why)
    {
        _brokenOff ??= why;
        _cancel.Cancel();
    }

    public async Task<TransferOutcome> RunAsync()
    {
        using var leaving = order.Throttle;
        await using (order.Channel.ConfigureAwait(false))
        {
            var work = TransferWork.Of(order, services);
            await using (work.ConfigureAwait(false))
            {
                try
                {
                    var open = await work.OpenAsync(_cancel.Token).ConfigureAwait(false);
                    if (!open.Ok)
                        return new TransferOutcome.NotOpened(open.Error, open.Detail) { Quota = open.Quota };
                    _cancel.Token.ThrowIfCancellationRequested();
                    _phase = TransferPhase.Connecting;
                    opened(open.Value);
                    return await MoveAsync(work, await ConnectAsync().ConfigureAwait(false)).ConfigureAwait(false);
                }
                catch (Exception failure)
                {
                    return await OutcomeOfAsync(failure, work).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<IDataConnection> ConnectAsync()
    {
        IDataConnection clear;
        try
        {
            clear = await order.Channel.OpenAsync(_cancel.Token).ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            throw new NotConnectedFault(failure.Message);
        }
        return order.Protection is { } protection ? await SecureAsync(protection, clear).ConfigureAwait(false) : clear;
    }

    /// <summary>The 150 has gone, so the client shakes hands now (RFC 4217 section 7). The time for it is what is left of that for connecting.</summary>
    private async Task<IDataConnection> SecureAsync(DataProtection protection, IDataConnection clear)
    {
        IsShakingHands = true;
        try
        {
            return await protection.Tls.SecureAsync(clear, protection.Binding, _cancel.Token).ConfigureAwait(false);
        }
        catch (TlsFailedException failure)
        {
            throw new NotProtectedFault(failure.Message, failure.NotBound);
        }
    }

    private async Task<TransferOutcome> MoveAsync(TransferWork work, IDataConnection connection)
    {
        var started = services.Time.GetTimestamp();
        _connection = connection;
        await using (connection.ConfigureAwait(false))
        {
            using var reset = _cancel.Token.UnsafeRegister(static c => ((IDataConnection)c!).Abort(), connection);
            try
            {
                _phase = TransferPhase.Moving;
                await work.Path(connection, Meter, _cancel.Token).RunAsync(materializer, _cancel.Token).ConfigureAwait(false);
                if (order.Job is TransferJob.Store)
                    _phase = TransferPhase.Publishing;
                var stored = await work.FinishAsync(connection, Meter, _cancel.Token).ConfigureAwait(false);
                return new TransferOutcome.Completed(Meter.Bytes, services.Time.GetElapsedTime(started), stored);
            }
            catch
            {
                // before anything else: an end that is not the proper one must not look like it
                connection.Abort();
                throw;
            }
        }
    }

    private async Task<TransferOutcome> OutcomeOfAsync(Exception failure, TransferWork work)
    {
        var bytes = Meter.Bytes;
        switch (failure)
        {
            case TooLargeFault fault:
                await work.DiscardAsync().ConfigureAwait(false);
                return new TransferOutcome.TooLarge(bytes, fault.Maximum);
            case StorageFault { Error: StorageError.OverQuota } fault:
                // kept, it would fill what is left with bytes that nobody sees
                await work.DiscardAsync().ConfigureAwait(false);
                return new TransferOutcome.StorageFailed(bytes, fault.Error, fault.Message) { Quota = fault.Quota };
            case StorageFault fault:
                return new TransferOutcome.StorageFailed(bytes, fault.Error, fault.Message);
            case not null when _brokenOff is { } why:
                return why.NeverConnected ? new TransferOutcome.NotConnected(why.Why) : new TransferOutcome.Aborted(bytes, why.Why, why.Stopped);
            case IncompleteFault fault:
                return new TransferOutcome.Incomplete(bytes, fault.Message);
            case not null when _phase == TransferPhase.Opening:
                return new TransferOutcome.NotOpened(StorageError.Failed, failure.Message);
            case NotProtectedFault fault:
                return new TransferOutcome.NotProtected(fault.Message, fault.NotBound);
            case NotConnectedFault fault:
                return new TransferOutcome.NotConnected(fault.Message);
            default:
                return new TransferOutcome.Aborted(bytes, failure!.Message, Stopped: false);
        }
    }

    private sealed class NotConnectedFault(string why) : Exception(why);

    private sealed class NotProtectedFault(string why, bool notBound) : Exception(why)
    {
        public bool NotBound { get; } = notBound;
    }
}
