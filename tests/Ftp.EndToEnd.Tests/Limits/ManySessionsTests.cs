using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Limits;

public sealed class ManySessionsTests
{
    [Fact]
    public async Task A_thousand_sessions_at_once_log_in_store_and_fetch_with_right_content()
    {
        const int Sessions = 1000;
        await using var server = await ServerProcess.StartAsync([$"ftp.settings.maximum-connections={Sessions}", "ftp.settings.passive-ports=20000-23999"]);
        await server.AddUserAsync("ada", "Lovelace-1815");
        var wires = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(i => FtpWire.LoginAsync(server.Port, "ada", "Lovelace-1815", from: $"127.0.0.{1 + (i % 4)}")));
        Assert.Equal(Sessions, (await server.CtlJsonAsync("status")).GetProperty("sessions").GetInt32());
        await Task.WhenAll(wires.Select(async (wire, i) =>
        {
            var content = Trees.Bytes(20_000, i);
            await wire.ExpectAsync("TYPE I", 200);
            Assert.Equal(226, (await wire.UploadAsync($"STOR f{i}", content)).Code);
            Assert.Equal(Trees.Sum(content), Trees.Sum(await wire.DownloadAsync($"RETR f{i}")));
            await wire.QuitAsync();
        }));
        Assert.Equal(Sessions, Directory.GetFiles(server.FilesOf("ada")).Length);
    }
}
