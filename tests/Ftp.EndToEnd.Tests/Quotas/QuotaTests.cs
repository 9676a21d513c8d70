using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Quotas;

/// <summary>Quotas of a running server: what clients and operators are told is what lies on the disk.</summary>
public sealed class QuotaTests(ITestOutputHelper output)
{
    private const string Password = "Lovelace-1815";

    [Fact]
    public async Task A_client_is_told_what_is_left_before_and_while_it_stores_and_a_change_holds_at_once()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.AddUserAsync("ada", Password);
        await server.CtlOkAsync("quotas", "set", "ada-files", "--bytes", "1000000", "--files", "2");
        await using var wire = await FtpWire.LoginAsync(server.Port, "ada", Password);
        await wire.ExpectAsync("TYPE I", 200);
        Assert.Equal(226, (await wire.UploadAsync("STOR first", Trees.Bytes(400_000, 1))).Code);
        Assert.Equal("600000", (await wire.ExpectAsync("AVBL", 213)).Text);
        Assert.Contains("Quota of ada-files: 400000 of 1000000 bytes and 1 of 2 files used, 600000 bytes and 1 files left", (await wire.ExpectAsync("STAT", 211)).Text, StringComparison.Ordinal);

        // announced, it is refused before the data connection is made; else as it grows
        await wire.ExpectAsync("EPSV", 229);
        await wire.ExpectAsync("ALLO 600001", 200);
        Assert.Contains("600000 bytes are left", (await wire.ExpectAsync("STOR second", 552)).Text, StringComparison.Ordinal);
        Assert.Equal(552, (await wire.UploadAsync("STOR second", Trees.Bytes(900_000, 2))).Code);
        Assert.Equal(["first"], Names(server));
        Assert.Equal(226, (await wire.UploadAsync("STOR second", Trees.Bytes(600_000, 3))).Code);
        Assert.Equal("0", (await wire.ExpectAsync("AVBL /", 213)).Text);
        await wire.ExpectAsync("EPSV", 229);
        await wire.ExpectAsync("STOR third", 552);

        await server.CtlOkAsync("quotas", "set", "ada-files", "--bytes", "2MiB", "--files", "unlimited");
        Assert.Equal(226, (await EventuallyAsync(() => wire.UploadAsync("STOR third", Trees.Bytes(100_000, 4)))).Code);
        await wire.ExpectAsync("DELE first", 250);
        await ExactAsync(server, "resource", "ada-files");
        await server.CtlOkAsync("quotas", "set", "--user", "ada", "--bytes", "10MiB");
        await ExactAsync(server, "user", "ada");
        Assert.Contains("refused.quota", server.Output, StringComparison.Ordinal);
        Assert.Contains("rule-id=resource:ada-files", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_is_aborted_or_loses_its_connection_gives_back_what_it_did_not_leave()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.AddUserAsync("ada", Password);
        await server.CtlOkAsync("quotas", "set", "ada-files", "--bytes", "3000000");
        await using var wire = await FtpWire.LoginAsync(server.Port, "ada", Password);
        await wire.ExpectAsync("TYPE I", 200);
        await wire.ExpectAsync("ALLO 2000000", 200);
        Assert.NotEqual(226, (await wire.UploadAsync("STOR cut", Trees.Bytes(2_000_000, 1), WireEnd.Reset, 500_000)).Code);
        await ExactAsync(server, "resource", "ada-files");
        Assert.Equal(226, (await EventuallyAsync(() => wire.UploadAsync("STOR other", Trees.Bytes(1_000_000, 2)))).Code);
        await wire.ExpectAsync("DELE cut", 250);
        await ExactAsync(server, "resource", "ada-files");
    }

    [Fact]
    public async Task A_clean_stop_keeps_the_sums_and_what_others_stored_meanwhile_is_found_by_a_rescan()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.AddUserAsync("ada", Password);
        await server.CtlOkAsync("quotas", "set", "ada-files", "--bytes", "1000000");
        await server.CtlOkAsync("users", "set", "ada", "--quota-bytes", "2000000");
        await using (var wire = await FtpWire.LoginAsync(server.Port, "ada", Password))
        {
            await wire.ExpectAsync("TYPE I", 200);
            Assert.Equal(226, (await EventuallyAsync(() => wire.UploadAsync("STOR kept", Trees.Bytes(1234, 1)))).Code);
            await wire.QuitAsync();
        }

        await ExactAsync(server, "user", "ada");
        Assert.Equal(0, await server.StopAsync(TestContext.Current.CancellationToken));
        await File.WriteAllBytesAsync(Path.Combine(server.FilesOf("ada"), "unseen"), new byte[100], TestContext.Current.CancellationToken);
        await server.RestartAsync();
        foreach (var (kind, name) in new[] { ("resource", "ada-files"), ("user", "ada") })
        {
            Assert.Equal(("exact", 1234L, 1L), Shown(await LineAsync(server, kind, name)));
            await server.CtlOkAsync(kind == "user" ? ["quotas", "rescan", "--user", name] : ["quotas", "rescan", name]);
            await ExactAsync(server, kind, name);
        }
    }

    [Fact]
    public async Task After_each_kill_the_sums_are_what_lies_on_the_disk()
    {
        var rounds = TestScale.Of(50);
        var random = TestScale.Seeded(3);
        await using var server = await ServerProcess.StartAsync();
        await server.AddUserAsync("ada", Password);
        await server.CtlOkAsync("quotas", "set", "ada-files", "--bytes", "12MiB", "--files", "40");
        await server.CtlOkAsync("users", "set", "ada", "--quota-bytes", "9MiB");
        var (good, full) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var hands = Enumerable.Range(0, 30).Select(i => WorkAsync(server, new Random(random.Next()), stop.Token)).ToArray();
            await Task.WhenAny(Task.WhenAll(hands), Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 1500)), TestContext.Current.CancellationToken));
            await server.KillAsync();
            await stop.CancelAsync();
            foreach (var (stored, refused) in await Task.WhenAll(hands))
                (good, full) = (good + stored, full + refused);
            await server.RestartAsync();
            await ExactAsync(server, "resource", "ada-files");
            await ExactAsync(server, "user", "ada");
            var line = await LineAsync(server, "user", "ada");
            Assert.InRange(line.GetProperty("usedBytes").GetInt64(), 0, 9 * 1024 * 1024);
        }

        output.WriteLine($"seed {TestScale.Seed}: {rounds} kills, {good} changes done, {full} uploads refused by a quota, every sum as on the disk");
        Assert.True(good > rounds, "nothing was stored: the test shows nothing");
    }

    /// <summary>Until the server is gone.</summary>
    private static async Task<(int Good, int Full)> WorkAsync(ServerProcess server, Random random, CancellationToken stop)
    {
        var (good, full) = (0, 0);
        try
        {
            await using var wire = await FtpWire.LoginAsync(server.Port, "ada", Password);
            await wire.ExpectAsync("TYPE I", 200);
            while (!stop.IsCancellationRequested)
            {
                var (name, other) = ($"f{random.Next(30)}", $"f{random.Next(30)}");
                var reply = random.Next(8) switch
                {
                    < 4 => await wire.UploadAsync($"STOR {name}", Trees.Bytes(random.Next(1, 700_000), random.Next())),
                    4 => await wire.UploadAsync($"APPE {name}", Trees.Bytes(random.Next(1, 100_000), random.Next())),
                    5 => await RenameAsync(wire, name, other),
                    _ => await wire.CommandAsync($"DELE {name}"),
                };
                good += reply.Code is 226 or 250 ? 1 : 0;
                full += reply.Code == 552 ? 1 : 0;
            }
        }
        catch (Exception e) when (e is WireException or SocketException or IOException or OperationCanceledException)
        {
            // killed
        }

        return (good, full);
    }

    private static async Task<WireReply> RenameAsync(FtpWire wire, string from, string to) =>
        await wire.CommandAsync($"RNFR {from}") is { Code: 350 } ? await wire.CommandAsync($"RNTO {to}") : new WireReply(550, "");

    /// <summary>Where a quota was set this moment, a try may come before it: 452, and the next one goes.</summary>
    private static async Task<WireReply> EventuallyAsync(Func<Task<WireReply>> act)
    {
        for (var i = 0; ; i++)
        {
            var reply = await act();
            if (reply.Code != 452 || i == 50)
                return reply;
        }
    }

    /// <summary>The sum comes to what lies there, and stays: a sweep of what a killed server left may still be under way.</summary>
    private static async Task ExactAsync(ServerProcess server, string kind, string name)
    {
        var last = "";
        for (var i = 0; i < 60; i++)
        {
            var before = OnDisk(server);
            var shown = Shown(await LineAsync(server, kind, name));
            if (shown == ("exact", before.Bytes, before.Files) && OnDisk(server) == before)
                return;
            last = string.Create(CultureInfo.InvariantCulture, $"{kind} {name}: told {shown}, there are {before}");
        }

        Assert.Fail(last);
    }

    private static (string? State, long Bytes, long Files) Shown(JsonElement line) =>
        (line.GetProperty("state").GetString(), line.GetProperty("usedBytes").GetInt64(), line.GetProperty("usedFiles").GetInt64());

    private static Task<JsonElement> LineAsync(ServerProcess server, string kind, string name) =>
        kind == "user" ? server.CtlJsonAsync("quotas", "show", "--user", name) : server.CtlJsonAsync("quotas", "show", name);

    private static (long Bytes, long Files) OnDisk(ServerProcess server)
    {
        var files = new DirectoryInfo(server.FilesOf("ada")).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).ToList();
        try
        {
            return (files.Sum(f => f.Length), files.Count);
        }
        catch (FileNotFoundException)
        {
            return (-1, -1); // swept this moment
        }
    }

    private static IEnumerable<string?> Names(ServerProcess server) => Directory.EnumerateFiles(server.FilesOf("ada"), "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName);
}
