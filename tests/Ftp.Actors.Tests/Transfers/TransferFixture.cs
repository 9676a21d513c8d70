using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;
using Ftp.Actors.Transfers;
using Ftp.Testing;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

/// <summary>Transfers over real loopback sockets, with a temporary folder as storage and the test as their session.</summary>
public abstract class TransferFixture : TestKit
{
    // below the ephemeral ports: there any client on this machine may hold one of a range that a test wants whole
    private static int _range = 21000;

    protected TransferFixture(string config = "")
        : base(config + "\n" + Quiet.Akka)
    {
        var first = Interlocked.Add(ref _range, 100);
        Range = new PortRange(first, first + 99);
        Channels = TransferServices.Channels(Range.First, Range.Last);
        Services = TransferServices.Of(Storage, Channels);
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected PortRange Range { get; }
    protected FolderStorage Storage { get; } = new();
    protected DataChannels Channels { get; }
    protected NodeServices Services { get; }

    protected override void AfterAll()
    {
        base.AfterAll();
        Storage.Dispose();
    }

    protected (TestProbe Session, IActorRef Transfer) Start(TransferOrder order)
    {
        var session = CreateTestProbe();
        return (session, session.ChildActorOf(TransferActor.Props(order, Services), SupervisorStrategy.StoppingStrategy, Cancel));
    }

    protected static async Task<Socket> ConnectAsync(IDataChannel channel, IPAddress? from = null, int? receiveBuffer = null)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer is { } size)
            client.ReceiveBufferSize = size;
        if (from is not null)
            client.Bind(new IPEndPoint(from, 0));
        await client.ConnectAsync(channel.EndPoint, Cancel);
        return client;
    }

    protected static async Task<byte[]> ReadToEndAsync(Socket client)
    {
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = await client.ReceiveAsync(buffer, Cancel)) > 0;)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    protected Task UntilAsync(Func<bool> condition) =>
        AwaitConditionAsync(() => Task.FromResult(condition()), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(10), cancellationToken: Cancel);

    protected static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    /// <summary>The outcome; proves that the actor stopped after it and said it once.</summary>
    protected static async Task<TransferOutcome> OutcomeAsync(TestProbe session, IActorRef transfer)
    {
        await session.WatchAsync(transfer);
        var ended = (TransferEnded)await session.FishForMessageAsync(m => m is TransferEnded, TimeSpan.FromSeconds(20), cancellationToken: Cancel);
        await session.ExpectTerminatedAsync(transfer, TimeSpan.FromSeconds(20), cancellationToken: Cancel);
        Assert.False(session.HasMessages);
        return ended.Outcome;
    }
}
