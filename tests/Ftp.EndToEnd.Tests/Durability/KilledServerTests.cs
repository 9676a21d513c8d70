using System.Globalization;
using System.Net.Sockets;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Durability;

/// <summary>kill -9 of the server: what was acknowledged is there, what was not is not half there.</summary>
public sealed class KilledServerTests(ITestOutputHelper output)
{
    private const int Uploads = 20;

    [Fact]
    public async Task Killed_during_uploads_no_file_is_half_and_no_acknowledged_one_is_missing()
    {
        var rounds = TestScale.Of(50);
        var random = TestScale.Seeded(1);
        await using var server = await ServerProcess.StartAsync();
        await server.AddUserAsync("ada", "Lovelace-1815");
        var acknowledged = new Dictionary<string, string>(StringComparer.Ordinal);
        var interrupted = 0;
        for (var round = 0; round < rounds; round++)
        {
            // every second name exists already, so that overwriting is cut as well
            var jobs = Enumerable.Range(0, Uploads).Select(i => UploadAsync(server, $"file{i}", Trees.Bytes(random.Next(1, 2_000_000), random.Next()), acknowledged)).ToArray();
            await Task.WhenAny(Task.WhenAll(jobs), Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 400)), TestContext.Current.CancellationToken));
            await server.KillAsync();
            foreach (var (name, sum, done) in await Task.WhenAll(jobs))
            {
                interrupted += done ? 0 : 1;
                var path = Path.Combine(server.FilesOf("ada"), name);
                var stored = File.Exists(path) ? Trees.Sum(path) : null;
                string?[] allowed = done ? [sum] : [sum, acknowledged.GetValueOrDefault(name)];
                Assert.Contains(stored, allowed);
                if (stored is not null)
                {
                    acknowledged[name] = stored;
                }
            }

            await server.RestartAsync();
        }

        output.WriteLine($"seed {TestScale.Seed}: {rounds} kills, {interrupted} uploads interrupted, 0 half files (95 % bound {3.0 / Math.Max(1, interrupted):P2})");
        Assert.True(interrupted > 0, "no upload was under way at any kill: the test shows nothing");
        var strangers = Directory.EnumerateFiles(server.FilesOf("ada")).Select(Path.GetFileName).Where(n => !n!.StartsWith('.') && !acknowledged.ContainsKey(n!));
        Assert.Empty(strangers);
    }

    [Fact]
    public async Task Killed_during_ctl_changes_no_acknowledged_change_is_lost_and_none_stands_twice()
    {
        var rounds = TestScale.Of(30);
        var random = TestScale.Seeded(2);
        await using var server = await ServerProcess.StartAsync();
        await server.CtlOkAsync("groups", "add", "staff");
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            // each hand asks for one group after another until it is refused, so that a kill always finds changes under way, however fast or slow the machine is
            using var enough = new CountdownEvent(random.Next(1, 6));
            var hands = Enumerable.Range(0, 4).Select(i => AddGroupsAsync($"g{round}-{i}", enough)).ToArray();
            await Task.WhenAny(Task.Run(() => enough.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken), Task.WhenAll(hands));
            await server.KillAsync();
            await Task.WhenAll(hands);
            await server.RestartAsync();
        }

        var listed = (await server.CtlJsonAsync("groups", "list")).GetProperty("items").EnumerateArray().Select(g => g.GetProperty("name").GetString()!).ToList();
        Assert.Equal(listed.Distinct(StringComparer.Ordinal).Count(), listed.Count);
        Assert.Empty(acknowledged.Except(listed));
        Assert.Empty(listed.Except(asked.Append("staff")));
        Assert.True(acknowledged.Count >= rounds && acknowledged.Count < asked.Count, $"{acknowledged.Count} of {asked.Count} acknowledged: the kills came too early or too late to show anything");
        output.WriteLine($"seed {TestScale.Seed}: {rounds} kills, {asked.Count} changes asked, {acknowledged.Count} acknowledged, {listed.Count - 1} kept");

        async Task AddGroupsAsync(string hand, CountdownEvent enough)
        {
            for (var i = 0; ; i++)
            {
                var name = $"{hand}-{i}";
                lock (asked)
                {
                    asked.Add(name);
                }

                if ((await server.CtlAsync("groups", "add", name)).ExitCode != 0)
                {
                    return;
                }

                lock (acknowledged)
                {
                    acknowledged.Add(name);
                    if (!enough.IsSet)
                    {
                        enough.Signal();
                    }
                }
            }
        }
    }

    private static async Task<(string Name, string Sum, bool Done)> UploadAsync(ServerProcess server, string name, byte[] content, Dictionary<string, string> _)
    {
        var sum = Trees.Sum(content);
        try
        {
            await using var wire = await FtpWire.LoginAsync(server.Port, "ada", "Lovelace-1815");
            await wire.ExpectAsync("TYPE I", 200);
            var reply = await wire.UploadAsync($"STOR {name}", content);
            return (name, sum, reply.Code == 226);
        }
        catch (Exception e) when (e is WireException or SocketException or OperationCanceledException)
        {
            return (name, sum, false);
        }
    }
}
