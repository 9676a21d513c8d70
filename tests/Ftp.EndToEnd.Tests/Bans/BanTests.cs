using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Bans;

/// <summary>Guessing at the real server, from addresses of 127.0.0.0/8 as hosts of their own.</summary>
public sealed class BanTests
{
    private const string Password = "Lovelace-1815";

    [Fact]
    public async Task Ten_wrong_passwords_ban_a_host_through_a_restart_until_it_is_removed_and_the_owner_gets_in_from_elsewhere()
    {
        await using var server = await StartAsync("ftp.settings.ban.never=[]");
        // those who have logged in stay
        await using var earlier = await FtpWire.LoginAsync(server.Port, "anonymous", "me@", from: "127.0.0.66");
        await GuessAsync(server.Port, "127.0.0.66");
        await RefusedAsync(server.Port, "127.0.0.66");
        await earlier.ExpectAsync("NOOP", 200);
        // curl takes a 421 for a time-out
        Assert.Equal(28, await CurlAsync(server.Port, "127.0.0.66"));
        Assert.Equal(0, await CurlAsync(server.Port, "127.0.0.8"));
        await using var owner = await FtpWire.LoginAsync(server.Port, "ada", Password, from: "127.0.0.7");

        var item = (await server.CtlJsonAsync("bans", "list")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal(("127.0.0.66/32", true), (item.GetProperty("name").GetString(), item.GetProperty("automatic").GetBoolean()));
        Assert.Equal(1, (await server.CtlJsonAsync("status")).GetProperty("bans").GetInt32());
        await KeptAsync(server);

        await server.KillAsync();
        await server.RestartAsync(["ftp.settings.ban.never=[]"]);
        await RefusedAsync(server.Port, "127.0.0.66");
        await server.CtlOkAsync("bans", "remove", "127.0.0.66");
        Assert.Equal(0, await CurlAsync(server.Port, "127.0.0.66"));
    }

    [Fact]
    public async Task A_ban_by_hand_ends_its_sessions_and_a_list_that_changes_ends_theirs()
    {
        await using var server = await StartAsync();
        await using var banned = await FtpWire.LoginAsync(server.Port, "ada", Password, from: "127.0.0.66");
        await using var other = await FtpWire.LoginAsync(server.Port, "ada", Password, from: "127.0.0.7");
        await server.CtlOkAsync("bans", "add", "127.0.0.64/26", "--for", "1h", "--reason", "test");
        await banned.ReadExpectedAsync(421);
        await RefusedAsync(server.Port, "127.0.0.100");
        await other.ExpectAsync("NOOP", 200);

        await server.CtlOkAsync("users", "set", "ada", "--allow-from", "127.0.0.8");
        await other.ReadExpectedAsync(421);
        await using var elsewhere = await FtpWire.ConnectAsync(server.Port, from: "127.0.0.7");
        await elsewhere.ExpectAsync("USER ada", 331);
        Assert.Equal("Login incorrect.", (await elsewhere.ExpectAsync($"PASS {Password}", 530)).Text);
        await using var home = await FtpWire.LoginAsync(server.Port, "ada", Password, from: "127.0.0.8");

        await server.CtlOkAsync("settings", "set", "deny-from", "[\"127.0.0.8/32\"]");
        await home.ReadExpectedAsync(421);
        await RefusedAsync(server.Port, "127.0.0.8");
    }

    [Fact]
    public async Task On_loopback_a_guesser_is_slowed_down_and_not_banned()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await using var wire = await FtpWire.ConnectAsync(server.Port);
            await wire.ExpectAsync("USER ada", 331);
            await wire.ExpectAsync("PASS wrong", 530);
        }

        var list = await server.CtlJsonAsync("bans", "list");
        Assert.Equal(0, list.GetProperty("total").GetInt32());
        Assert.Equal(("127.0.0.1/32", "ada", 4), list.GetProperty("slowed").EnumerateArray().Single() is var s
            ? (s.GetProperty("host").GetString(), s.GetProperty("login").GetString(), s.GetProperty("failures").GetInt32()) : default);
        Assert.Contains("login.slowed", server.Output, StringComparison.Ordinal);
        await using var right = await FtpWire.LoginAsync(server.Port, "ada", Password);
    }

    private static async Task<ServerProcess> StartAsync(params string[] settings)
    {
        var server = await ServerProcess.StartAsync(settings);
        await server.AddUserAsync("ada", Password);
        return server;
    }

    /// <summary>Until it is banned: the third failure of a connection ends it.</summary>
    private static async Task GuessAsync(int port, string from)
    {
        for (var i = 0; i < 4; i++)
        {
            await using var wire = await FtpWire.ConnectAsync(port, from: from);
            for (var last = 530; last == 530;)
            {
                await wire.ExpectAsync("USER ada", 331);
                last = (await wire.ExpectAsync("PASS wrong", 530, 421)).Code;
            }
        }
    }

    private static async Task<int> CurlAsync(int port, string from) =>
        (await Programs.RunAsync("curl", ["-sS", "--interface", from, "--user", $"ada:{Password}", $"ftp://127.0.0.1:{port}/"])).ExitCode;

    private static async Task RefusedAsync(int port, string from)
    {
        var (wire, reply) = await FtpWire.GreetAsync(port, from: from);
        await wire.DisposeAsync();
        Assert.Equal("421 Service is not available from your address.", reply.ToString());
    }

    /// <summary>An automatic ban is kept within a second or so.</summary>
    private static async Task KeptAsync(ServerProcess server)
    {
        for (var kept = false; !kept;)
        {
            kept = (await server.CtlJsonAsync("bans", "list")).GetProperty("items").EnumerateArray().All(i => i.GetProperty("kept").GetBoolean());
        }
    }
}
