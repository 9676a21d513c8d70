using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Administration;

/// <summary>What ctl changes is in force for the next command of a running session.</summary>
public sealed class LiveChangeTests : IAsyncLifetime
{
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_grant_and_its_revocation_act_on_the_next_command()
    {
        (await _server.CtlInputAsync("Lovelace-1815\n", "users", "add", "ada", "--password-stdin")).Expect("users add");
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await wire.ExpectAsync("MKD /public/x", 550);
        await _server.CtlOkAsync("rights", "grant", "public", "--user", "ada", "--rights", "edit");
        await wire.ExpectAsync("MKD /public/x", 257);
        await _server.CtlOkAsync("rights", "revoke", "public", "--user", "ada");
        await wire.ExpectAsync("MKD /public/y", 550);
        await wire.ExpectAsync("CWD /public", 250);
    }

    [Fact]
    public async Task A_disabled_account_is_told_421()
    {
        await _server.AddUserAsync("bob", "Builder-2000");
        await using var wire = await FtpWire.LoginAsync(_server.Port, "bob", "Builder-2000");
        await _server.CtlOkAsync("users", "disable", "bob");
        await wire.ReadExpectedAsync(421);
        await using var again = await FtpWire.ConnectAsync(_server.Port);
        await again.ExpectAsync("USER bob", 331);
        await again.ExpectAsync("PASS Builder-2000", 530);
        await _server.CtlOkAsync("users", "enable", "bob");
        await using var back = await FtpWire.LoginAsync(_server.Port, "bob", "Builder-2000");
    }

    [Fact]
    public async Task A_new_password_replaces_the_old_one_at_once()
    {
        await _server.AddUserAsync("eve", "First-Password");
        await using var warm = await FtpWire.LoginAsync(_server.Port, "eve", "First-Password");
        (await _server.CtlInputAsync("Second-Password\n", "users", "passwd", "eve", "--password-stdin")).Expect("users passwd");
        await using var wire = await FtpWire.ConnectAsync(_server.Port);
        await wire.ExpectAsync("USER eve", 331);
        await wire.ExpectAsync("PASS First-Password", 530);
        await using var good = await FtpWire.LoginAsync(_server.Port, "eve", "Second-Password");
    }

    [Fact]
    public async Task Off_closes_the_door_and_survives_a_restart_and_on_opens_it()
    {
        await using var wire = await FtpWire.LoginAsync(_server.Port, "anonymous", "a@");
        await _server.CtlOkAsync("off");
        await wire.ReadExpectedAsync(421);
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => FtpWire.ConnectAsync(_server.Port));
        Assert.Equal(0, await _server.StopAsync(TestContext.Current.CancellationToken));
        await _server.RestartAsync();
        var status = await _server.CtlJsonAsync("status");
        Assert.False(status.GetProperty("enabled").GetBoolean());
        await _server.CtlOkAsync("on");
        await using var again = await FtpWire.LoginAsync(_server.Port, "anonymous", "a@");
    }

    [Fact]
    public async Task The_port_changes_live_and_a_busy_port_changes_nothing()
    {
        using var busy = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        busy.Start();
        var taken = ((System.Net.IPEndPoint)busy.LocalEndpoint).Port;
        var refused = await _server.CtlAsync("settings", "set", "port", $"{taken}");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"{taken}", refused.Error, StringComparison.Ordinal);
        await using var still = await FtpWire.LoginAsync(_server.Port, "anonymous", "a@");
        busy.Stop();
        await _server.CtlOkAsync("settings", "set", "port", $"{taken}");
        await using var moved = await FtpWire.LoginAsync(taken, "anonymous", "a@");
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => FtpWire.ConnectAsync(_server.Port));
        await still.ExpectAsync("NOOP", 200);
    }

    [Fact]
    public async Task Drain_lets_the_running_transfer_finish()
    {
        await File.WriteAllBytesAsync(Path.Combine(_server.Public, "big"), new byte[60_000_000], TestContext.Current.CancellationToken);
        await using var idle = await FtpWire.LoginAsync(_server.Port, "anonymous", "a@");
        await using var wire = await FtpWire.LoginAsync(_server.Port, "anonymous", "a@");
        await wire.ExpectAsync("TYPE I", 200);
        using var data = await wire.PassiveAsync();
        await wire.ExpectAsync("RETR public/big", 150);
        var drain = _server.CtlAsync("drain", "--deadline", "1m");
        await idle.ReadExpectedAsync(421);
        Assert.Equal(60_000_000, (await FtpWire.ReadAllAsync(data)).Length);
        await wire.ReadExpectedAsync(226);
        (await drain).Expect("drain");
    }
}
