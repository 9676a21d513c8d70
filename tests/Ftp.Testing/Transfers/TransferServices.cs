using System.Collections.Immutable;
using System.Net;
using Ftp.Actors;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Testing.Transfers;

/// <summary>What a transfer needs of a node, and orders for it.</summary>
public static class TransferServices
{
    private static long _runs;

    public static NodeServices Of(IFileStorage storage, IDataChannels channels, ILogSink? log = null)
    {
        var settings = new ServerSettings();
        return new NodeServices(
            "test", settings, new Published<ServerSettings>(settings), new Published<RightsSnapshot>(RightsSnapshot.Empty),
            new StorageDefaults(0b110_100_000, 0b111_101_000, TimeSpan.Zero), storage, channels, log ?? new Silence(), new Silence(), TimeProvider.System);
    }

    public static DataChannels Channels(int first, int last) => new(new Published<ServerSettings>(new ServerSettings { PassivePorts = new PortRange(first, last) }));

    public static TransferOrder Order(TransferJob job, IDataChannel channel, bool ascii = false, Func<bool>? peerIsGone = null) => new(
        Interlocked.Increment(ref _runs), job, channel, ascii, peerIsGone ?? (() => false));

    public static TransferJob Retrieve(string name, long offset = 0) => new TransferJob.Retrieve(Place(name), new StorageCaller("ada"), _ => true, offset);

    public static TransferJob Store(string name, long offset = 0, StoreKind kind = StoreKind.Store, long? maximum = null, long? least = null) => new TransferJob.Store(
        new StoreRequest(Place(name), kind, StoreAllowed.Create | StoreAllowed.Overwrite | StoreAllowed.Append, new StorageCaller("ada"), offset, null, false, false, 0b110_100_000, 0b111_101_000, _ => true),
        maximum, least);

    public static StoragePlace Place(string name) => new(new DirectorySource("", FtpPath.Root), FtpPath.Root.Child(name));

    public static IDataChannel Listen(this IDataChannels channels) => channels.Listen(IPAddress.Loopback, IPAddress.Loopback) ?? throw new InvalidOperationException("No free port");

    private sealed class Silence : ILogSink, IAlarms
    {
        public ImmutableArray<Alarm> Current => [];

        public void Write(LogEntry entry)
        {
        }

        public void Raise(string key, string text)
        {
        }

        public void Clear(string key)
        {
        }
    }
}
