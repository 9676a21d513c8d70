using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Robustness;

/// <summary>What must neither kill the server nor leak: each test ends with a working login and the descriptors back where they were.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private ServerProcess _server = null!;
    private int _descriptors;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync();
        await _server.AddUserAsync("ada", "Lovelace-1815");
        await WorksAsync();
        _descriptors = _server.DescriptorCount();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_megabyte_without_a_line_end_is_one_500_and_never_a_command()
    {
        await using (var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815"))
        {
            await File.WriteAllTextAsync(Path.Combine(_server.FilesOf("ada"), "victim"), "x", TestContext.Current.CancellationToken);
            await wire.SendRawAsync(Encoding.ASCII.GetBytes(new string('A', 1_000_000) + "\rDELE victim"));
            await wire.SendAsync("");
            await wire.ReadExpectedAsync(500);
            await wire.ExpectAsync("NOOP", 200);
        }

        Assert.True(File.Exists(Path.Combine(_server.FilesOf("ada"), "victim")));
        await SettledAsync();
    }

    [Fact]
    public async Task Two_thousand_connects_and_drops()
    {
        for (var i = 0; i < 2000; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _server.Port, TestContext.Current.CancellationToken);
            if (i % 2 == 0)
            {
                socket.LingerState = new LingerOption(true, 0);
            }
        }

        await SettledAsync();
    }

    [Fact]
    public async Task Ten_thousand_random_commands_each_get_one_reply()
    {
        var random = TestScale.Seeded(4);
        string[] verbs =
        [
            "USER", "ACCT", "CWD", "CDUP", "PWD", "PORT", "PASV", "EPRT", "EPSV", "TYPE", "STRU", "MODE", "REST", "ALLO", "RNFR", "RNTO", "DELE", "RMD", "MKD",
            "SIZE", "MDTM", "MFMT", "MLST", "STAT", "SITE", "FEAT", "OPTS", "HELP", "SYST", "NOOP", "CLNT", "SMNT", "ABOR", "XCWD", "XYZZY", "RETR", "LIST", "NLST", "MLSD",
            "AUTH", "PBSZ", "PROT", "LANG", "HOST", "SITE CHMOD", "SITE UTIME",
        ];
        var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        for (var i = 0; i < 10_000; i++)
        {
            var argument = new string([.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => (char)random.Next(1, 256))]).Replace('\n', ' ').Replace('\r', ' ').Replace('\u00ff', 'y');
            var line = $"{verbs[random.Next(verbs.Length)]} {argument}";
            try
            {
                await wire.SendRawAsync(Encoding.Latin1.GetBytes(line + "\r\n"));
                var reply = await wire.ReadAsync();
                if (reply.Code == 150)
                {
                    await wire.ReadAsync();
                }
                else if (reply.Code is 331 or 530)
                {
                    await wire.ExpectAsync("USER ada", 331);
                    await wire.ExpectAsync("PASS Lovelace-1815", 230);
                }
                else if (reply.Code == 421)
                {
                    await wire.DisposeAsync();
                    wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
                }
            }
            catch (WireException e)
            {
                throw new WireException($"seed {TestScale.Seed}, command {i}: {Convert.ToHexString(Encoding.Latin1.GetBytes(line))}", e);
            }
        }

        await wire.DisposeAsync();
        await SettledAsync();
    }

    [Fact]
    public async Task Clients_that_vanish_in_mid_transfer_leave_nothing_behind()
    {
        await File.WriteAllBytesAsync(Path.Combine(_server.FilesOf("ada"), "big"), new byte[20_000_000], TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
        {
            var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
            await wire.ExpectAsync("TYPE I", 200);
            using var data = await wire.PassiveAsync();
            await wire.ExpectAsync(i % 2 == 0 ? "RETR big" : $"STOR up{i}", 150);
            if (i % 2 == 1)
            {
                await data.SendAsync(new byte[100_000], TestContext.Current.CancellationToken);
            }

            if (i % 3 == 0)
            {
                wire.Control.LingerState = new LingerOption(true, 0);
                data.LingerState = new LingerOption(true, 0);
            }

            await wire.DisposeAsync();
        }

        await SettledAsync();
        Assert.Empty(Directory.GetFiles(_server.FilesOf("ada"), "up*"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("POST /x HTTP/1.0")]
    [InlineData("EHLO example.org")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    public async Task Openings_of_other_protocols_are_closed_without_an_echo(string opening)
    {
        await using var wire = await FtpWire.ConnectAsync(_server.Port);
        await wire.SendAsync(opening);
        Assert.True(await wire.ClosedAsync());
        await SettledAsync();
    }

    [Fact]
    public async Task Abor_behind_telnet_synch_ends_the_transfer_with_426_and_226()
    {
        await File.WriteAllBytesAsync(Path.Combine(_server.FilesOf("ada"), "abor"), new byte[80_000_000], TestContext.Current.CancellationToken);
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await wire.ExpectAsync("TYPE I", 200);
        using var data = await wire.PassiveAsync();
        await wire.ExpectAsync("RETR abor", 150);
        await wire.SendRawAsync(new byte[] { 0xFF, 0xF4 });
        await wire.Control.SendAsync(new byte[] { 0xFF, 0xF2 }, SocketFlags.OutOfBand, TestContext.Current.CancellationToken);
        await wire.SendAsync("ABOR");
        await wire.ReadExpectedAsync(426);
        await wire.ReadExpectedAsync(226);
        await wire.ExpectAsync("NOOP", 200);
    }

    [Fact]
    public async Task While_a_transfer_runs_other_verbs_are_answered()
    {
        await File.WriteAllBytesAsync(Path.Combine(_server.FilesOf("ada"), "busy"), new byte[80_000_000], TestContext.Current.CancellationToken);
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await wire.ExpectAsync("TYPE I", 200);
        using var data = await wire.PassiveAsync();
        await wire.ExpectAsync("RETR busy", 150);
        await wire.ExpectAsync("NOOP", 200);
        await wire.ExpectAsync("PWD", 257);
        await wire.ExpectAsync("SIZE busy", 213);
        await wire.ExpectAsync("MKD made-meanwhile", 257);
        await wire.ExpectAsync("STAT", 211);
        Assert.Equal(80_000_000, (await FtpWire.ReadAllAsync(data)).Length);
        await wire.ReadExpectedAsync(226);
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var wire = await FtpWire.ConnectAsync(_server.Port);
        await wire.SendRawAsync("USER ada\r\nPASS Lovelace-1815\r\nMKD pipe\r\nCWD pipe\r\nPWD\r\nCDUP\r\nRMD pipe\r\nNOOP\r\n"u8.ToArray());
        foreach (var code in new[] { 331, 230, 257, 250, 257, 250, 250, 200 })
        {
            await wire.ReadExpectedAsync(code);
        }
    }

    [Fact]
    public async Task Only_the_peer_of_the_control_connection_may_take_a_passive_port()
    {
        await File.WriteAllTextAsync(Path.Combine(_server.FilesOf("ada"), "secret"), "for ada", TestContext.Current.CancellationToken);
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        var port = int.Parse((await wire.ExpectAsync("EPSV", 229)).Text.Split('|')[3], CultureInfo.InvariantCulture);
        using (var thief = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            thief.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
            await thief.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            using var data = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            data.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            await data.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            await wire.ExpectAsync("RETR secret", 150);
            Assert.Equal("for ada", Encoding.ASCII.GetString(await FtpWire.ReadAllAsync(data)));
            await wire.ReadExpectedAsync(226);
            Assert.Empty(await ReadOrResetAsync(thief));
        }
    }

    [Theory]
    [InlineData("PORT 127,0,0,9,200,10")]
    [InlineData("PORT 127,0,0,1,0,21")]
    [InlineData("PORT 10,0,0,1,200,10")]
    [InlineData("EPRT |1|127.0.0.9|51210|")]
    [InlineData("EPRT |1|127.0.0.1|80|")]
    [InlineData("EPRT |2|::1|51210|")]
    [InlineData("PORT 0,0,0,0,200,10")]
    [InlineData("PORT 256,0,0,1,200,10")]
    public async Task A_bounce_is_refused(string command)
    {
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        var reply = await wire.CommandAsync(command);
        Assert.InRange(reply.Code, 500, 599);
    }

    private static async Task<byte[]> ReadOrResetAsync(Socket socket)
    {
        try
        {
            return await FtpWire.ReadAllAsync(socket);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private async Task WorksAsync()
    {
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await wire.ListAsync("LIST");
        await wire.QuitAsync();
    }

    /// <summary>A login works, no session is left, and the descriptors return to where they were.</summary>
    private async Task SettledAsync()
    {
        await WorksAsync();
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        while ((await _server.CtlJsonAsync("status")).GetProperty("sessions").GetInt32() > 0 || _server.DescriptorCount() > _descriptors + 5)
        {
            Assert.False(bound.IsCancellationRequested, $"descriptors {_descriptors} → {_server.DescriptorCount()}");
        }
    }
}
