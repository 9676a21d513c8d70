using System.Net.Sockets;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>Both ends of a plain binary download: it plans the extents and sends each with sendfile(2). No byte enters the process.</summary>
/// <param name="throttle">Null: no limit can hold.</param>
internal sealed class Extents(IReadableFile file, Socket socket, ExtentPlan plan, TransferMeter meter, TimeProvider time, Throttle? throttle, CancellationToken cancel)
    : ISupply<Extent>, IDrain<Extent>, IDisposable
{
    private PacketSender? _sender;

    public ValueTask<Extent?> NextAsync() => throttle is null or { IsOpen: true } || plan.Wanted == 0 ? ValueTask.FromResult(plan.Next()) : NextWhenAllowedAsync();

    private async ValueTask<Extent?> NextWhenAllowedAsync() => plan.Next(await throttle!.TakeAsync(plan.Wanted, cancel).ConfigureAwait(false));

    public ValueTask TakeAsync(Extent extent)
    {
        var start = time.GetTimestamp();
        var sent = Sendfile.TrySend(socket, file.Handle, extent.Offset, extent.Length);
        meter.Add(sent);
        if (sent < extent.Length)
            return SendRestAsync(extent, sent, start);
        plan.Took(extent.Length, time.GetElapsedTime(start));
        return ValueTask.CompletedTask;
    }

    private async ValueTask SendRestAsync(Extent extent, int sent, long start)
    {
        _sender ??= new PacketSender();
        while (sent < extent.Length)
        {
            // the runtime would wait for ever for bytes that the file no longer has
            if (file.CurrentLength < extent.Offset + extent.Length)
                throw StorageFault.Shrunk();
            var taken = await _sender.SendAsync(socket, Stream(), extent.Offset + sent, extent.Length - sent).ConfigureAwait(false);
            if (taken == 0)
                throw StorageFault.Shrunk();
            sent += taken;
            meter.Add(taken);
        }
        plan.Took(extent.Length, time.GetElapsedTime(start));
    }

    private FileStream Stream()
    {
        try
        {
            return file.Stream;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StorageFault.Of(failure);
        }
    }

    public void Dispose() => _sender?.Dispose();
}
