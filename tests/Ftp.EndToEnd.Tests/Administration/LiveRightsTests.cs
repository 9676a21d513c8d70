using System.Collections.Concurrent;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Administration;

/// <summary>A right that is taken away reaches every session and the byte streams that live on it.</summary>
public sealed class LiveRightsTests : IAsyncLifetime
{
    private const string Password = "Lovelace-1815";
    private const int BigFile = 64 * 1024 * 1024;

    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(["ftp.settings.maximum-connections=1000", "ftp.settings.passive-ports=20000-23999"]);
        await _server.CtlOkAsync("resources", "add", "shared", "--source", "shared", "--create");
        await _server.CtlOkAsync("groups", "add", "staff");
        await _server.AddUserAsync("ada", Password, "--description", "whose rights go");
        await _server.CtlOkAsync("groups", "add-member", "staff", "ada");
        Directory.CreateDirectory(Path.Combine(_server.Files, "shared", "inner"));
        Directory.CreateDirectory(Path.Combine(_server.Files, "elsewhere"));
        foreach (var place in (string[])["shared", "shared/inner"])
        {
            await using var file = File.Create(Path.Combine(_server.Files, place, "big"));
            file.SetLength(BigFile);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Every way there is to take it away: the change, who transfers, what the control connection hears.</summary>
    public static TheoryData<string, string, string, int> Ways => new()
    {
        { "rights revoke shared --group staff", "ada", "/shared/big", 426 },
        { "rights revoke shared --group staff --rights download", "ada", "/shared/big", 426 },
        { "rights set shared --group staff --rights upload", "ada", "/shared/big", 426 },
        { "groups remove-member staff ada", "ada", "/shared/big", 426 },
        { "groups remove staff --yes", "ada", "/shared/big", 426 },
        { "resources remove shared --yes", "ada", "/shared/big", 426 },
        { "resources set shared --source elsewhere", "ada", "/shared/big", 426 },
        { "resources rename shared other", "ada", "/shared/big", 426 },
        { "rights close shared/inner", "ada", "/shared/inner/big", 426 },
        { "users disable ada", "ada", "/shared/big", 426 },
        { "users remove ada --yes", "ada", "/shared/big", 426 },
        { "rights revoke shared --guest", "anonymous", "/shared/big", 426 },
        { "settings set guests off", "anonymous", "/shared/big", 426 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_running_transfer_ends_with_the_right_it_lives_on(string change, string login, string file, int code)
    {
        await _server.CtlOkAsync(["rights", "grant", "shared", .. login == "ada" ? ["--group", "staff"] : (string[])["--guest"], "--rights", "view"]);
        await using var wire = await FtpWire.LoginAsync(_server.Port, login, login == "ada" ? Password : "a@");
        await wire.ExpectAsync("TYPE I", 200);
        await wire.ExpectAsync($"SIZE {file}", 213);
        await using var data = await wire.TransferAsync($"RETR {file}");
        await _server.CtlOkAsync(change.Split(' '));
        var reply = await wire.ReadAsync();
        Assert.Equal(code, reply.Code);
        // reset, not ended: a part must not look like the whole
        await Assert.ThrowsAnyAsync<Exception>(() => data.ReadAllAsync());
        if (change.StartsWith("users", StringComparison.Ordinal))
        {
            await wire.ReadExpectedAsync(421);
            return;
        }

        await wire.ExpectAsync("EPSV", 229);
        Assert.Equal(550, (await wire.CommandAsync($"RETR {file}")).Code);
        await wire.ExpectAsync("NOOP", 200);
    }

    [Fact]
    public async Task Of_a_thousand_sessions_none_is_served_after_the_revocation_was_acknowledged()
    {
        await _server.CtlOkAsync("rights", "grant", "shared", "--group", "staff", "--rights", "view");
        var count = TestScale.Of(1000);
        var wires = new ConcurrentBag<FtpWire>();
        var many = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, count, many, async (i, _) =>
        {
            var wire = await FtpWire.LoginAsync(_server.Port, "ada", Password, from: $"127.0.0.{1 + (i % 4)}");
            await wire.ExpectAsync("TYPE I", 200);
            await wire.ExpectAsync("CWD /shared", 250);
            wires.Add(wire);
        });
        var transferring = wires.Take(count / 10).ToList();
        var transfers = new List<(FtpWire Wire, WireData Data)>();
        foreach (var wire in transferring)
        {
            transfers.Add((wire, await wire.TransferAsync("RETR big")));
        }

        var acknowledged = 0;
        var servedLate = 0;
        var served = 0;
        var commanding = Parallel.ForEachAsync(wires.Except(transferring), new ParallelOptions { MaxDegreeOfParallelism = count, CancellationToken = TestContext.Current.CancellationToken }, async (wire, cancel) =>
        {
            while (true)
            {
                var late = Volatile.Read(ref acknowledged) == 1;
                if ((await wire.CommandAsync("SIZE /shared/big")).Code == 213)
                {
                    Interlocked.Add(ref late ? ref servedLate : ref served, 1);
                }
                else
                {
                    return;
                }

                await Task.Yield();
            }
        });
        await _server.CtlOkAsync("rights", "revoke", "shared", "--group", "staff");
        Volatile.Write(ref acknowledged, 1);
        await commanding;
        Assert.Equal(0, servedLate);
        Assert.True(served > 0);
        foreach (var (wire, data) in transfers)
        {
            var reply = await wire.ReadAsync();
            Assert.Equal(426, reply.Code);
            Assert.Contains("right", reply.Text, StringComparison.Ordinal);
            await Assert.ThrowsAnyAsync<Exception>(() => data.ReadAllAsync());
            await data.DisposeAsync();
        }

        foreach (var wire in wires)
        {
            // the folder it stood in is not to be entered any more
            Assert.Equal(550, (await wire.CommandAsync("LIST")).Code);
            await wire.ExpectAsync("PWD", 257);
            await wire.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_entry_that_ends_takes_the_running_transfer_with_it()
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(15).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        await _server.CtlOkAsync("rights", "grant", "shared", "--group", "staff", "--rights", "view", "--until", until);
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", Password);
        await using var data = await wire.TransferAsync("RETR /shared/big");
        await wire.ReadExpectedAsync(426);
        await Assert.ThrowsAnyAsync<Exception>(() => data.ReadAllAsync());
    }
}
