using System.Collections.Concurrent;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

public sealed class IdleSessionTests
{
    [Fact]
    public async Task A_thousand_tls_sessions_wait_side_by_side_and_all_can_still_transfer()
    {
        var count = TestScale.Of(1000);
        await using var server = await ServerProcess.StartAsync([$"ftp.settings.maximum-connections={count}", "ftp.settings.passive-ports=20000-23999"]);
        await server.AddUserAsync("ada", "Lovelace-1815");
        var wires = new ConcurrentBag<(int Number, FtpWire Wire)>();
        await OpenAsync(-10, 10);
        var before = Memory.ResidentKilobytes(server.Pid);
        await OpenAsync(0, count);
        Attempts.Report($"{(Memory.ResidentKilobytes(server.Pid) - before) / (double)count:F1} KiB of resident memory for each of {count} idle TLS sessions");
        Assert.Equal(count + 10, (await server.CtlJsonAsync("status")).GetProperty("sessions").GetInt32());
        await Parallel.ForEachAsync(wires, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (session, _) =>
        {
            var (number, wire) = session;
            var content = Trees.Bytes(20_000, number);
            await wire.ExpectAsync("TYPE I", 200);
            Assert.Equal(226, (await wire.UploadAsync($"STOR f{number}", content)).Code);
            Assert.Equal(Trees.Sum(content), Trees.Sum(await wire.DownloadAsync($"RETR f{number}")));
            await wire.QuitAsync();
        });
        Assert.Equal(count + 10, Directory.GetFiles(server.FilesOf("ada")).Length);

        Task OpenAsync(int first, int sessions) =>
            Parallel.ForEachAsync(Enumerable.Range(first, sessions), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
                wires.Add((i, await FtpWire.LoginTlsAsync(server.Port, "ada", "Lovelace-1815", from: $"127.0.0.{1 + (Math.Abs(i) % 4)}"))));
    }
}
