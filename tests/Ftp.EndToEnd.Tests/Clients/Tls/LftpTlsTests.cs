using Ftp.Testing;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>lftp (GnuTLS) copies the session of its control connection to its data connections.</summary>
[Collection(TlsClientTests.Name)]
public sealed class LftpTlsTests(TlsServer server)
{
    [Theory]
    [InlineData(false, "1.2", true, "127.0.0.1")]
    [InlineData(false, "1.2", false, "127.0.0.1")]
    [InlineData(false, "1.3", true, "127.0.0.1")]
    [InlineData(false, "1.3", false, "127.0.0.1")]
    [InlineData(true, "1.2", false, "127.0.0.1")]
    [InlineData(true, "1.3", true, "127.0.0.1")]
    // active over IPv6 is for Python: lftp names the address :: in its EPRT
    [InlineData(false, "1.3", true, "[::1]")]
    public async Task Lftp_mirrors_a_tree_there_and_back(bool isImplicit, string version, bool passive, string host)
    {
        using var folder = new TemporaryFolder();
        Trees.Make(folder.Path("tree"), seed: 35, largest: 300_000);
        var name = $"lftp-{Guid.NewGuid():N}";
        await server.LftpAsync(
            isImplicit, version, $"mirror -R --parallel=3 {folder.Path("tree")} {name}; mirror --parallel=3 {name} {folder.Path("back")}", passive, host);
        var sums = Trees.Sums(folder.Path("tree"));
        Assert.Equal(42, sums.Count);
        Assert.Equal(sums, Trees.Sums(server.Stored(name)));
        Assert.Equal(sums, Trees.Sums(folder.Path("back")));
    }

    [Fact]
    public async Task Lftp_fetches_one_file_in_segments()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(8_000_000, 36);
        await File.WriteAllBytesAsync(server.Stored("segments"), content, TestContext.Current.CancellationToken);
        await server.LftpAsync(false, "1.3", $"pget -n 4 segments -o {folder.Path("down")}");
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }

    [Fact]
    public async Task Lftp_continues_an_upload()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(2_000_000, 37);
        await File.WriteAllBytesAsync(folder.Path("whole"), content, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.Path("cut"), content[..1_200_000], TestContext.Current.CancellationToken);
        await server.LftpAsync(false, "1.3", $"put {folder.Path("cut")} -o continued; put -c {folder.Path("whole")} -o continued");
        Assert.Equal(Trees.Sum(content), Trees.Sum(server.Stored("continued")));
    }
}
