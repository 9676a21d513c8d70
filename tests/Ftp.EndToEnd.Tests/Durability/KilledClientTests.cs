using System.Diagnostics;
using System.Globalization;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Durability;

/// <summary>
/// kill -9 of real clients in mid-STOR. The kernel of a killed client closes both connections with FIN: on the data connection that looks like
/// the end of the file, so the server also looks at the control connection before it publishes.
/// </summary>
public sealed class KilledClientTests(SharedServer shared, ITestOutputHelper output)
{
    private const int Size = 40_000_000;
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("curl")]
    [InlineData("lftp")]
    public async Task Clients_killed_in_mid_STOR_publish_no_half_file(string client)
    {
        var rounds = TestScale.Of(200);
        var random = TestScale.Seeded(3);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.Path("big"), Trees.Bytes(Size, 31), TestContext.Current.CancellationToken);
        var sum = Trees.Sum(folder.Path("big"));
        int half = 0, whole = 0, cut = 0;
        for (var round = 0; round < rounds; round++)
        {
            var name = $"killed-{client}-{round}";
            using var process = Start(client, folder.Path("big"), name);
            await UploadingAsync(random.Next(0, 20_000_000), process);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await IdleAsync();
            var stored = Path.Combine(_server.FilesOf(SharedServer.Login), name);
            if (!File.Exists(stored))
            {
                cut++;
            }
            else if (Trees.Sum(stored) == sum)
            {
                whole++;
            }
            else
            {
                half++;
            }

            File.Delete(stored);
            foreach (var partial in Directory.EnumerateFiles(_server.FilesOf(SharedServer.Login), ".ftp-*.part"))
            {
                File.Delete(partial);
            }
        }

        output.WriteLine($"seed {TestScale.Seed}: {client} killed {rounds} times: {cut} cut, {whole} had ended before the kill, {half} half files");
        Assert.Equal(0, half);
        Assert.True(cut > rounds / 2, $"only {cut} of {rounds} kills hit an upload: the test shows little");
    }

    private Process Start(string client, string file, string name) => client == "curl"
        ? Programs.Start("curl", ["-sS", "--limit-rate", "20M", "-u", $"{SharedServer.Login}:{SharedServer.Password}", "-T", file, $"ftp://127.0.0.1:{_server.Port}/{name}"])
        : Programs.Start("lftp", ["-c", $"set ftp:ssl-allow no; set net:limit-rate 20000000; open -u {SharedServer.Login},{SharedServer.Password} ftp://127.0.0.1:{_server.Port}; put {file} -o {name}"]);

    /// <summary>Returns when the upload has written so many bytes, or the client has ended. The size of the hidden partial tells: asking ctl would take longer than the upload.</summary>
    private async Task UploadingAsync(int bytes, Process process)
    {
        var folder = new DirectoryInfo(_server.FilesOf(SharedServer.Login));
        while (!process.HasExited && !folder.EnumerateFiles(".ftp-*.part").Any(p => LengthOf(p) > bytes))
        {
            await Task.Yield();
        }
    }

    private static long LengthOf(FileInfo partial)
    {
        try
        {
            return partial.Length;
        }
        catch (FileNotFoundException)
        {
            // published or removed since it was listed
            return 0;
        }
    }

    private async Task IdleAsync()
    {
        while ((await _server.CtlJsonAsync("status")).GetProperty("transfers").GetInt32() > 0)
        {
        }
    }
}
