using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ftp.Testing;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>How a thief comes to the data port of somebody else.</summary>
public enum Theft
{
    /// <summary>From 127.0.0.2, with a TLS session of its own.</summary>
    OtherAddress,
    /// <summary>From the victim's address (behind one NAT), without TLS.</summary>
    InClear,
    /// <summary>From the victim's address, with a handshake from scratch.</summary>
    FreshTls,
    /// <summary>From the victim's address, resuming the TLS session of a control connection of its own, on which it is logged in.</summary>
    OwnTicket,
}

/// <summary>Whoever reaches a passive port before its owner gets nothing from it and puts nothing into it.</summary>
public sealed class ThiefTests(SecuredServer tls) : IClassFixture<SecuredServer>
{
    private const int AtOnce = 4;
    private const string Victims = "only for the eyes of the victim. ";
    private const string Stolen = "put there by the thief. ";

    private static readonly byte[] s_secret = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Victims, 3000)));
    private static readonly byte[] s_forged = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Stolen, 2000)));

    [Theory]
    [InlineData(Theft.OtherAddress)]
    [InlineData(Theft.InClear)]
    [InlineData(Theft.FreshTls)]
    [InlineData(Theft.OwnTicket)]
    public async Task Racing_every_passive_port_gets_a_thief_nothing(Theft theft)
    {
        await SecretAsync(SecuredServer.Login);
        int lost = 0, won = 0, unraced = 0;
        var sessions = new ConcurrentBag<FtpWire>();
        for (var i = 0; i < AtOnce; i++)
        {
            sessions.Add(await tls.LoginAsync());
        }

        await Attempts.RunAsync(TestScale.Of(1000), AtOnce, async (i, random) =>
        {
            Assert.True(sessions.TryTake(out var victim));
            var upload = random.Next(2) == 0;
            var (complete, loot) = await RaceAsync(victim, theft, upload ? $"STOR mine-{theft}-{i}" : "RETR secret", thiefFirst: random.Next(4) > 0);
            Interlocked.Add(ref complete ? ref won : ref lost, 1);
            Assert.DoesNotContain(Victims, Encoding.Latin1.GetString(loot), StringComparison.Ordinal);
            var target = Path.Combine(tls.Files, $"mine-{theft}-{i}");
            Assert.Equal(upload && complete, File.Exists(target));
            Assert.True(!File.Exists(target) || await HoldsAsync(target, s_secret), "the target holds something else than what its owner sent");
            if (random.Next(4) == 0)
            {
                Assert.Equal(s_secret, await victim.DownloadAsync("RETR secret"));
                Interlocked.Increment(ref unraced);
            }

            sessions.Add(victim);
        });
        Attempts.Report($"{theft}: the victim had {won} transfers and lost {lost} to the race; all {unraced} that were not raced succeeded; nothing was stolen");
        if (theft == Theft.OtherAddress)
        {
            Assert.Equal(0, lost);
        }

        foreach (var victim in sessions)
        {
            await victim.DisposeAsync();
        }
    }

    /// <summary>The same thief, where the account asks for less: what docs/threat-model.md says each policy does not promise. It shows that the race is real.</summary>
    [Theory]
    [InlineData("address", Theft.FreshTls, true)]
    [InlineData("address", Theft.OtherAddress, false)]
    [InlineData("address", Theft.InClear, false)]
    [InlineData("resumed", Theft.FreshTls, false)]
    [InlineData("resumed", Theft.OwnTicket, true)]
    [InlineData("same-session", Theft.OwnTicket, false)]
    public async Task Weaker_bindings_are_as_weak_as_they_say(string binding, Theft theft, bool succeeds)
    {
        var login = $"weak-{binding}";
        if (!(await tls.Server.CtlAsync("users", "show", login)).ExitCode.Equals(0))
        {
            await tls.Server.AddUserAsync(login, SecuredServer.Password);
            await tls.Server.CtlOkAsync("users", "set", login, "--data-binding", binding);
        }

        await SecretAsync(login);
        await using var victim = await tls.LoginAsync(login, SecuredServer.Password);
        int read = 0, written = 0;
        for (var i = 0; i < 20; i++)
        {
            var (_, loot) = await RaceAsync(victim, theft, i % 2 == 0 ? "RETR secret" : $"STOR mine-{theft}-{i}", thiefFirst: true);
            read += s_secret.AsSpan().SequenceEqual(loot) ? 1 : 0;
            var target = Path.Combine(tls.Server.FilesOf(login), $"mine-{theft}-{i}");
            written += File.Exists(target) && await HoldsAsync(target, s_forged) ? 1 : 0;
        }

        Attempts.Report($"{binding}, {theft}: {read} of 10 read, {written} of 10 forged");
        Assert.Equal(succeeds, read > 0);
        Assert.Equal(succeeds, written > 0);
    }

    [Fact]
    public async Task A_thief_that_only_holds_the_port_costs_its_owner_that_one_transfer()
    {
        await SecretAsync(SecuredServer.Login);
        await tls.WithSettingAsync("data-connect-timeout", "1s", async () =>
        {
            await using var victim = await tls.LoginAsync();
            var port = await PortAsync(victim);
            using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await silent.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            var reply = await victim.ExpectAsync("RETR secret", 150, 425, 522);
            Assert.InRange(reply.Code == 150 ? (await victim.ReadAsync()).Code : reply.Code, 400, 599);
            Assert.Equal(s_secret, await victim.DownloadAsync("RETR secret"));
        });
    }

    /// <summary>One transfer of the victim with a thief at its port. Did the victim get its 226 with the right content?</summary>
    private async Task<(bool Complete, byte[] Loot)> RaceAsync(FtpWire victim, Theft theft, string command, bool thiefFirst)
    {
        var upload = command.StartsWith("STOR", StringComparison.Ordinal);
        var port = await PortAsync(victim);
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stealing = Task.FromResult<byte[]>([]);
        if (thiefFirst)
        {
            stealing = StealAsync(port, theft, upload, there);
            await there.Task;
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        byte[] content = [];
        WireReply reply;
        await using var data = new WireData(socket);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            // the thief has the port; the command goes out all the same
        }

        stealing = thiefFirst ? stealing : StealAsync(port, theft, upload, there);
        reply = await victim.CommandAsync(command);
        if (reply.Code is 150 or 125)
        {
            try
            {
                await data.SecureAsync(victim.DataClient!);
                if (upload)
                {
                    await data.SendAsync(s_secret);
                    await data.EndAsync(WireEnd.Clean);
                }
                else
                {
                    content = await data.ReadAllAsync();
                }
            }
            catch (Exception e) when (Attempts.IsBreak(e) || e is InvalidOperationException)
            {
                // lost; the reply says so
            }

            reply = await victim.ReadAsync();
        }

        var loot = await stealing;
        Assert.True(reply.Code is 226 or (>= 400 and <= 599), reply.ToString());
        return (reply.Code == 226 && (upload || content.AsSpan().SequenceEqual(s_secret)), loot);
    }

    private async Task<byte[]> StealAsync(int port, Theft theft, bool upload, TaskCompletionSource there)
    {
        // a ticket of TLS 1.3 serves once, and the next comes on one's own control connection
        await using var thief = theft == Theft.OwnTicket ? await tls.LoginAsync(SecuredServer.Thief, SecuredServer.ThiefPassword) : null;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await using var data = new WireData(socket);
        using var read = new MemoryStream();
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(theft == Theft.OtherAddress ? "127.0.0.2" : "127.0.0.1"), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            there.TrySetResult();
            if (theft != Theft.InClear)
            {
                await data.SecureAsync(thief?.DataClient ?? new TlsClient());
                Assert.Equal(theft == Theft.OwnTicket, data.Resumed);
            }

            if (upload || theft == Theft.InClear)
            {
                await data.SendAsync(s_forged);
                await data.EndAsync(WireEnd.Clean);
            }

            if (data.Tls is null || !upload)
            {
                await data.ReadAllAsync(read);
            }
        }
        catch (Exception e) when (Attempts.IsBreak(e))
        {
            // thrown out: what was read until then counts
        }

        there.TrySetResult();
        return read.ToArray();
    }

    private static async Task<bool> HoldsAsync(string file, byte[] content) => (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().SequenceEqual(content);

    private static async Task<int> PortAsync(FtpWire wire) => int.Parse((await wire.ExpectAsync("EPSV", 229)).Text.Split('|')[3], CultureInfo.InvariantCulture);

    private Task SecretAsync(string login) => File.WriteAllBytesAsync(Path.Combine(tls.Server.FilesOf(login), "secret"), s_secret, TestContext.Current.CancellationToken);
}
