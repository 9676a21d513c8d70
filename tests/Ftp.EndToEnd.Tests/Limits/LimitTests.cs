using System.Net.Sockets;
using System.Text;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Limits;

public sealed class LimitTests
{
    [Fact]
    public async Task Five_hundred_simultaneous_logins_never_pass_a_limit_of_seven_and_use_all_of_it()
    {
        const int Maximum = 7;
        await using var server = await ServerProcess.StartAsync([$"ftp.settings.maximum-connections-per-login={Maximum}"]);
        await server.AddUserAsync("ada", "Lovelace-1815");
        var wires = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => FtpWire.ConnectAsync(server.Port)));
        var replies = await Task.WhenAll(wires.Select(async w =>
        {
            await w.ExpectAsync("USER ada", 331);
            return await w.CommandAsync("PASS Lovelace-1815");
        }));
        Assert.Equal(Maximum, replies.Count(r => r.Code == 230));
        Assert.Equal(500 - Maximum, replies.Count(r => r.Code == 421));
        await Task.WhenAll(wires.Select(w => w.DisposeAsync().AsTask()));
        await using var again = await FtpWire.LoginAsync(server.Port, "ada", "Lovelace-1815");
    }

    [Fact]
    public async Task With_one_transfer_allowed_downloads_in_a_row_are_never_refused()
    {
        var count = TestScale.Of(10_000);
        await using var server = await ServerProcess.StartAsync(["ftp.settings.maximum-connections=1"]);
        await File.WriteAllTextAsync(Path.Combine(server.Public, "f"), "content", TestContext.Current.CancellationToken);
        await using var wire = await FtpWire.LoginAsync(server.Port, "anonymous", "me@");
        await wire.ExpectAsync("TYPE I", 200);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal("content", Encoding.ASCII.GetString(await wire.DownloadAsync("RETR public/f")));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_one_session_a_host_and_a_login_reconnects_in_a_row_are_never_refused(bool politely)
    {
        var count = TestScale.Of(1_000);
        await using var server = await ServerProcess.StartAsync(["ftp.settings.maximum-connections-per-host=1", "ftp.settings.maximum-connections-per-login=1"]);
        await server.AddUserAsync("ada", "Lovelace-1815");
        for (var i = 0; i < count; i++)
        {
            var wire = await FtpWire.LoginAsync(server.Port, "ada", "Lovelace-1815");
            await (politely ? wire.QuitAsync() : wire.DisposeAsync().AsTask());
        }
    }

    [Fact]
    public async Task A_second_client_is_refused_with_the_limit_named_while_the_first_transfers()
    {
        await using var server = await ServerProcess.StartAsync(["ftp.settings.maximum-connections=1"]);
        await File.WriteAllBytesAsync(Path.Combine(server.Public, "big"), new byte[50_000_000], TestContext.Current.CancellationToken);
        await using var first = await FtpWire.LoginAsync(server.Port, "anonymous", "me@");
        using var running = await first.PassiveAsync();
        await first.ExpectAsync("RETR public/big", 150);
        await using var second = await FtpWire.LoginAsync(server.Port, "anonymous", "me@");
        using var refused = await second.PassiveAsync();
        var reply = await second.ExpectAsync("RETR public/big", 450);
        Assert.Contains("maximum-connections", reply.Text, StringComparison.Ordinal);
        // listings hold no transfer slot
        Assert.Contains("big", await second.ListAsync("LIST public"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_change_while_the_server_runs()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var first = await FtpWire.LoginAsync(server.Port, "anonymous", "a@");
        await server.CtlOkAsync("settings", "set", "maximum-connections-per-host", "1");
        var (_, refused) = await FtpWire.GreetAsync(server.Port);
        Assert.Equal(421, refused.Code);
        await first.ExpectAsync("NOOP", 200);
        var (_, elsewhere) = await FtpWire.GreetAsync(server.Port, from: "127.0.0.2");
        Assert.Equal(220, elsewhere.Code);
        await server.CtlOkAsync("settings", "reset", "maximum-connections-per-host");
        var (_, admitted) = await FtpWire.GreetAsync(server.Port);
        Assert.Equal(220, admitted.Code);
    }
}
