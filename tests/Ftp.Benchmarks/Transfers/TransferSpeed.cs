using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Ftp.Actors;
using Ftp.Actors.Network;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;

namespace Ftp.Benchmarks.Transfers;

/// <summary>
/// <c>dotnet run -c Release --project tests/Ftp.Benchmarks -- transfers [idle|bare|small|store|download|upload]...</c>: medians over loopback. BenchmarkDotNet is not used here: both ends share the
/// machine, and what counts is the whole of listen, connect, actor, stream and close. Read the figures as ratios.
/// </summary>
internal static class TransferSpeed
{
    private const int Rounds = 7;
    private const int SmallPerRound = 2000;
    private const long Large = 1L << 30;

    public static async Task<int> RunAsync(string[] args)
    {
        var which = args.Length == 0 ? ["idle", "bare", "small", "store", "download", "upload"] : args;
        using var storage = new FolderStorage();
        using var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka.loglevel = WARNING"));
        var services = TransferServices.Of(storage, TransferServices.Channels(20000, 20999));
        storage.Write("small", new byte[4096]);
        foreach (var what in which)
        {
            switch (what)
            {
                case "idle":
                    await IdleAsync(3000);
                    break;
                case "bare":
                    await MeasureAsync("PASV + connect + close, no transfer: µs each", () => PerSmallAsync(() => BareAsync(services)));
                    break;
                case "small":
                    await MeasureAsync("PASV + RETR of 4 KiB through TransferActor: µs each", () => PerSmallAsync(() => RetrieveAsync(system, services, "small", 4096)));
                    break;
                case "store":
                    await MeasureAsync("PASV + STOR of 4 KiB through TransferActor: µs each", () => PerSmallAsync(() => StoreAsync(system, services, 4096)));
                    break;
                case "download":
                    await File.WriteAllBytesAsync(Path.Combine(storage.Folder, "large"), new byte[Large]);
                    await MeasureAsync("RETR of 1 GiB: MiB/s", async () => 1024 / await TimeAsync(() => RetrieveAsync(system, services, "large", Large)));
                    break;
                case "upload":
                    await MeasureAsync("STOR of 1 GiB: MiB/s", async () => 1024 / await TimeAsync(() => StoreAsync(system, services, Large)));
                    break;
            }
        }
        await system.Terminate();
        return 0;
    }

    private static async Task MeasureAsync(string what, Func<Task<double>> round)
    {
        await round();
        var results = new double[Rounds];
        var (allocated, processor) = (GC.GetTotalAllocatedBytes(), Process.GetCurrentProcess().TotalProcessorTime);
        for (var i = 0; i < Rounds; i++)
            results[i] = await round();
        allocated = (GC.GetTotalAllocatedBytes() - allocated) / Rounds;
        processor = (Process.GetCurrentProcess().TotalProcessorTime - processor) / Rounds;
        Array.Sort(results);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: median {results[Rounds / 2]:F0} (from {results[0]:F0} to {results[^1]:F0}); a round allocates {allocated / 1024:N0} KiB, takes {processor.TotalMilliseconds:F0} ms of processor time"));
    }

    private static async Task IdleAsync(int count)
    {
        await using var listener = new TcpControlListeners().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var clients = new List<Socket>();
        var accepted = new List<(IControlConnection Connection, Task Readable)>(count);
        for (var i = 0; i < count; i++)
        {
            clients.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await clients[i].ConnectAsync(listener.EndPoint);
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            var connection = await listener.AcceptAsync(CancellationToken.None);
            accepted.Add((connection, connection.WaitReadableAsync(CancellationToken.None).AsTask()));
        }
        Console.WriteLine($"{count} idle control connections: {(GC.GetTotalMemory(forceFullCollection: true) - before) / count} managed bytes each");
        clients.ForEach(c => c.Dispose());
        foreach (var (connection, readable) in accepted)
        {
            await readable;
            await connection.DisposeAsync();
        }
    }

    private static async Task<double> PerSmallAsync(Func<Task> once) => await TimeAsync(async () =>
    {
        for (var i = 0; i < SmallPerRound; i++)
            await once();
    }) * 1e6 / SmallPerRound;

    private static async Task<double> TimeAsync(Func<Task> what)
    {
        var start = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task BareAsync(NodeServices services)
    {
        await using var channel = services.DataChannels.Listen();
        using var client = await ConnectAsync(channel);
        await using var connection = await channel.OpenAsync(CancellationToken.None);
        await connection.CompleteAsync(CancellationToken.None);
        client.Receive(new byte[1]);
    }

    private static async Task RetrieveAsync(ActorSystem system, NodeServices services, string name, long size)
    {
        var channel = services.DataChannels.Listen();
        using var client = await ConnectAsync(channel);
        var ended = Start(system, services, TransferServices.Order(TransferServices.Retrieve(name), channel));
        var received = await Task.Run(() =>
        {
            var buffer = new byte[size > 65536 ? 262144 : 8192];
            long total = 0;
            for (int count; (count = client.Receive(buffer)) > 0; total += count)
            {
            }
            return total;
        });
        Check(await ended, received, size);
    }

    private static async Task StoreAsync(ActorSystem system, NodeServices services, long size)
    {
        var channel = services.DataChannels.Listen();
        var client = await ConnectAsync(channel);
        var ended = Start(system, services, TransferServices.Order(TransferServices.Store("stored"), channel));
        await Task.Run(() =>
        {
            var buffer = new byte[Math.Min(size, 262144)];
            for (long total = 0; total < size; total += buffer.Length)
                client.Send(buffer);
            client.Dispose();
        });
        Check(await ended, size, size);
    }

    private static async Task<Socket> ConnectAsync(IDataChannel channel)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(channel.EndPoint);
        return client;
    }

    private static void Check(TransferEnded ended, long moved, long size)
    {
        if (ended.Outcome is not TransferOutcome.Completed || moved != size)
            throw new InvalidOperationException($"{ended.Outcome}, {moved} of {size} bytes");
    }

    private static Task<TransferEnded> Start(ActorSystem system, NodeServices services, TransferOrder order)
    {
        var ended = new TaskCompletionSource<TransferEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.CreateBy(new ParentProducer(order, services, ended)));
        return ended.Task;
    }

    private sealed class ParentProducer(TransferOrder order, NodeServices services, TaskCompletionSource<TransferEnded> ended) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Parent);

        public ActorBase Produce() => new Parent(order, services, ended);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class Parent(TransferOrder order, NodeServices services, TaskCompletionSource<TransferEnded> ended) : UntypedActor
    {
        protected override void PreStart() => Context.ActorOf(TransferActor.Props(order, services));

        protected override void OnReceive(object message)
        {
            if (message is not TransferEnded end)
                return;
            ended.TrySetResult(end);
            Context.Stop(Self);
        }
    }
}
