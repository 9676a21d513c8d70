using System.Diagnostics;
using System.Text.Json;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Bandwidth;

/// <summary>
/// Limits on bytes a second, with real clients, changed by ctl while they work. What is asserted is what the server has moved when it is asked, and that an end comes which would
/// be minutes away under the limit.
/// </summary>
public sealed class BandwidthTests : IAsyncDisposable
{
    private const int Large = 400 << 20;

    private readonly List<Process> _clients = [];
    private ServerProcess? _server;

    private ServerProcess Server => _server!;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            if (!client.HasExited)
                client.Kill(entireProcessTree: true);
            client.Dispose();
        }

        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_download_by_curl_at_1_MiB_a_second_is_let_go_half_way()
    {
        await StartAsync("ftp.settings.download-rate=1MiB");
        using var folder = new TemporaryFolder();
        Sparse(Path.Combine(Server.FilesOf("ada"), "large"));
        var curl = Client("curl", "-sS", "-u", "ada:Lovelace-1815", "-o", folder.Path("large"), $"ftp://127.0.0.1:{Server.Port}/large");
        var first = await TransferAsync(t => t.GetProperty("bytes").GetInt64() > 1 << 20);
        Assert.Equal("download-rate = 1MiB", first.GetProperty("heldBy").GetString());
        var row = await LimitAsync("download-rate", null);
        Assert.Equal((1 << 20, 1), (row.GetProperty("limit").GetInt64(), row.GetProperty("transfers").GetInt32()));
        var second = await TransferAsync(t => t.GetProperty("bytes").GetInt64() > first.GetProperty("bytes").GetInt64());
        Assert.InRange(second.GetProperty("bytes").GetInt64(), 1, Large / 4);
        Assert.Equal("the server: download unlimited\n", await Server.CtlOkAsync("bandwidth", "set", "--download", "unlimited"));
        await EndsWellAsync(curl);
        Assert.Equal(Large, new FileInfo(folder.Path("large")).Length);
    }

    [Fact]
    public async Task Two_uploads_by_lftp_share_the_limit_of_their_login()
    {
        await StartAsync("ftp.settings.upload-rate-per-login=2MiB");
        using var folder = new TemporaryFolder();
        Sparse(folder.Path("large"));
        var clients = new[] { "one", "two" }.Select(name => Client(
            "lftp", "-c", $"set ftp:ssl-allow no; set xfer:clobber yes; open -u ada,Lovelace-1815 ftp://127.0.0.1:{Server.Port}; put {folder.Path("large")} -o {name}")).ToList();
        var both = await TransfersAsync(all => all.Count == 2 && all.All(t => t.GetProperty("bytes").GetInt64() > 2 << 20));
        Assert.All(both, t => Assert.Equal("upload-rate-per-login (ada) = 2MiB", t.GetProperty("heldBy").GetString()));
        var (one, two) = (both[0].GetProperty("bytes").GetInt64(), both[1].GetProperty("bytes").GetInt64());
        // they began at different moments
        Assert.InRange(Math.Min(one, two), Math.Max(one, two) / 4, Math.Max(one, two));
        Assert.InRange(Math.Max(one, two), 1, Large / 4);
        var row = await LimitAsync("upload-rate-per-login", "user ada");
        Assert.Equal((2 << 20, 2), (row.GetProperty("limit").GetInt64(), row.GetProperty("transfers").GetInt32()));
        await Server.CtlOkAsync("bandwidth", "set", "--user", "ada", "--upload", "unlimited");
        foreach (var client in clients)
            await EndsWellAsync(client);
        Assert.All(["one", "two"], name => Assert.Equal(Large, new FileInfo(Path.Combine(Server.FilesOf("ada"), name)).Length));
    }

    [Fact]
    public async Task One_transfer_is_throttled_and_aborted_while_it_waits()
    {
        await StartAsync();
        Sparse(Path.Combine(Server.FilesOf("ada"), "large"));
        await using var wire = await FtpWire.LoginAsync(Server.Port, "ada", "Lovelace-1815");
        await wire.ExpectAsync("TYPE I", 200);
        using var data = await wire.PassiveAsync();
        await wire.ExpectAsync("RETR large", 150);
        var id = (await TransferAsync(_ => true)).GetProperty("id").GetInt64();
        await Server.CtlOkAsync("transfers", "throttle", $"{id}", "1KiB");
        var reading = FtpWire.ReadAllAsync(data);
        var held = await TransferAsync(t => t.GetProperty("heldBy").GetString() is not null);
        Assert.Equal(("transfers throttle = 1KiB", 1024), (held.GetProperty("heldBy").GetString(), held.GetProperty("throttle").GetInt64()));
        Assert.InRange(held.GetProperty("bytes").GetInt64(), 0, Large / 4);
        await wire.SendAsync("ABOR");
        await wire.ReadExpectedAsync(426);
        await wire.ReadExpectedAsync(226);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => reading);
        Assert.Equal(1, (await Server.CtlAsync("transfers", "throttle", $"{id}", "1KiB")).ExitCode);
    }

    [Fact]
    public async Task An_accounts_own_idle_timeout_ends_a_session_that_stands()
    {
        await StartAsync();
        await using var wire = await FtpWire.LoginAsync(Server.Port, "ada", "Lovelace-1815");
        await Server.CtlOkAsync("users", "set", "ada", "--idle-timeout", "1s");
        await wire.ReadExpectedAsync(421);
    }

    private async Task StartAsync(params string[] settings)
    {
        _server = await ServerProcess.StartAsync(settings);
        await _server.AddUserAsync("ada", "Lovelace-1815");
    }

    private Process Client(string program, params string[] arguments)
    {
        var client = Programs.Start(program, arguments);
        _clients.Add(client);
        return client;
    }

    private static void Sparse(string path)
    {
        using var file = File.Create(path);
        file.SetLength(Large);
    }

    private static async Task EndsWellAsync(Process client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await client.WaitForExitAsync(limit.Token);
        Assert.Equal(0, client.ExitCode);
    }

    private async Task<JsonElement> TransferAsync(Func<JsonElement, bool> wanted) => (await TransfersAsync(all => all.Count == 1 && wanted(all[0])))[0];

    /// <summary>Asks until it is so.</summary>
    private async Task<List<JsonElement>> TransfersAsync(Func<List<JsonElement>, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var all = (await Server.CtlJsonAsync("transfers", "list")).GetProperty("items").EnumerateArray().ToList();
            if (wanted(all))
                return all;
        }
    }

    private async Task<JsonElement> LimitAsync(string name, string? of) =>
        (await Server.CtlJsonAsync("bandwidth", "show")).GetProperty("items").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name && r.GetProperty("of").GetString() == of);
}
