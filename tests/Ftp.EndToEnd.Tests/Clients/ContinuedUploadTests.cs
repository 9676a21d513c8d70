using System.Net.Sockets;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients;

/// <summary>An upload cut at 60 % is continued by the clients' own means.</summary>
public sealed class ContinuedUploadTests(SharedServer shared)
{
    private const int Size = 3_000_000;
    private readonly ServerProcess _server = shared.Server;

    private string Stored(string name) => Path.Combine(_server.FilesOf(SharedServer.Login), name);

    [Fact]
    public async Task Curl_continues_an_upload_cut_at_60_percent()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(Size, 21);
        await File.WriteAllBytesAsync(folder.Path("whole"), content, TestContext.Current.CancellationToken);
        await CutAsync("cut-curl", content);
        (await Programs.RunAsync("curl", ["-sS", "-u", $"{SharedServer.Login}:{SharedServer.Password}", "-C", "-", "-T", folder.Path("whole"), $"ftp://127.0.0.1:{_server.Port}/cut-curl"])).Expect("curl -C -");
        Assert.Equal(Trees.Sum(content), Trees.Sum(Stored("cut-curl")));
    }

    [Fact]
    public async Task Lftp_continues_an_upload_cut_at_60_percent()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(Size, 22);
        await File.WriteAllBytesAsync(folder.Path("whole"), content, TestContext.Current.CancellationToken);
        await CutAsync("cut-lftp", content);
        (await Programs.RunAsync("lftp", ["-c", $"set ftp:ssl-allow no; set net:max-retries 1; open -u {SharedServer.Login},{SharedServer.Password} ftp://127.0.0.1:{_server.Port}; put -c {folder.Path("whole")} -o cut-lftp"])).Expect("lftp put -c");
        Assert.Equal(Trees.Sum(content), Trees.Sum(Stored("cut-lftp")));
    }

    [Fact]
    public async Task A_cut_upload_is_seen_by_its_login_only_and_cannot_be_retrieved()
    {
        var content = Trees.Bytes(Size, 23);
        await CutAsync("cut-seen", content);
        await using var wire = await FtpWire.LoginAsync(_server.Port, SharedServer.Login, SharedServer.Password);
        await wire.ExpectAsync("TYPE I", 200);
        var size = await wire.ExpectAsync("SIZE cut-seen", 213);
        Assert.NotEqual("0", size.Text);
        Assert.Contains("cut-seen", await wire.ListAsync("MLSD"), StringComparison.Ordinal);
        using var data = await wire.PassiveAsync();
        await wire.ExpectAsync("RETR cut-seen", 550);
        Assert.False(File.Exists(Stored("cut-seen")));
        Assert.DoesNotContain(".part", await wire.ListAsync("LIST -a"), StringComparison.Ordinal);
    }

    /// <summary>Sends 60 % and dies by resets on both connections, as a lost line looks.</summary>
    private async Task CutAsync(string name, byte[] content)
    {
        await using var wire = await FtpWire.LoginAsync(_server.Port, SharedServer.Login, SharedServer.Password);
        await wire.ExpectAsync("TYPE I", 200);
        using (var data = await wire.PassiveAsync())
        {
            await wire.ExpectAsync($"STOR {name}", 150);
            await data.SendAsync(content.AsMemory(0, Size * 6 / 10));
            // STAT shows the bytes that have arrived: cut only when they are there
            while (!(await wire.CommandAsync("STAT")).Text.Contains($"{Size * 6 / 10}", StringComparison.Ordinal))
            {
                await Task.Yield();
            }

            data.LingerState = new LingerOption(true, 0);
        }

        await wire.ReadExpectedAsync(426);
    }
}
