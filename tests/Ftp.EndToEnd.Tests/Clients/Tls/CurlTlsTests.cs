using Ftp.Testing;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>curl (OpenSSL) resumes the TLS session of its host on every data connection. Active mode over TLS is for lftp and Python: curl 7.87 to 7.88 lost it (curl#10666).</summary>
[Collection(TlsClientTests.Name)]
public sealed class CurlTlsTests(TlsServer server)
{
    [Theory]
    [InlineData(false, "1.2", "127.0.0.1")]
    [InlineData(false, "1.3", "127.0.0.1")]
    [InlineData(true, "1.2", "127.0.0.1")]
    [InlineData(true, "1.3", "127.0.0.1")]
    [InlineData(false, "1.3", "[::1]")]
    public async Task Curl_uploads_lists_and_downloads(bool isImplicit, string version, string host)
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(3_000_001, 31);
        await File.WriteAllBytesAsync(folder.Path("up"), content, TestContext.Current.CancellationToken);
        var name = $"curl ü {Guid.NewGuid():N}.bin";
        var url = server.Url(isImplicit, Uri.EscapeDataString(name), host);
        await server.CurlAsync(version, ["-T", folder.Path("up"), url]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(server.Stored(name)));
        Assert.Contains(name, await server.CurlAsync(version, [server.Url(isImplicit, host: host)]), StringComparison.Ordinal);
        await server.CurlAsync(version, ["-o", folder.Path("down"), url]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Curl_moves_many_files_over_one_control_connection(string version)
    {
        using var folder = new TemporaryFolder();
        var name = $"many-{Guid.NewGuid():N}";
        Directory.CreateDirectory(folder.Path("up"));
        Directory.CreateDirectory(folder.Path("down"));
        for (var i = 1; i <= 20; i++)
        {
            await File.WriteAllBytesAsync(folder.Path("up", $"f{i}"), Trees.Bytes(i * 5000, i), TestContext.Current.CancellationToken);
        }

        await server.CurlAsync(version, ["--ftp-create-dirs", "-T", $"{{{string.Join(',', Enumerable.Range(1, 20).Select(i => folder.Path("up", $"f{i}")))}}}", server.Url(false, name + "/")], globbing: true);
        Assert.Equal(Trees.Sums(folder.Path("up")), Trees.Sums(server.Stored(name)));
        // num_connects counts control and data connections: two for the first file, one for each that reuses the control connection
        var connects = await server.CurlAsync(version, ["-w", "%{num_connects} ", "-o", folder.Path("down", "f#1"), server.Url(false, name + "/f[1-20]")], globbing: true);
        Assert.Equal(Trees.Sums(folder.Path("up")), Trees.Sums(folder.Path("down")));
        Assert.Equal(21, connects.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(int.Parse));
    }

    /// <summary>With one ticket cache for all its connections, of which TLS 1.3 uses each ticket once, they take each other's away; the address policy does not mind.</summary>
    [Fact]
    public async Task Curl_downloads_over_parallel_control_connections_under_the_address_policy()
    {
        using var folder = new TemporaryFolder();
        await server.AddByAddressAsync("parallel");
        for (var i = 1; i <= 8; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(server.Server.FilesOf("parallel"), $"f{i}"), Trees.Bytes(400_000 + i, i), TestContext.Current.CancellationToken);
        }

        await server.CurlAsync(
            "1.3", ["-Z", "--parallel-max", "4", "--create-dirs", "-o", folder.Path("down", "f#1"), server.Url(false, "f[1-8]")], $"parallel:{TlsServer.Password}", globbing: true);
        Assert.Equal(Trees.Sums(server.Server.FilesOf("parallel")), Trees.Sums(folder.Path("down")));
    }

    [Theory]
    [InlineData("1.2", false)]
    [InlineData("1.3", true)]
    public async Task Curl_continues_at_60_percent(string version, bool isImplicit)
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(3_000_000, 33);
        await File.WriteAllBytesAsync(folder.Path("whole"), content, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.Path("cut"), content[..1_800_000], TestContext.Current.CancellationToken);
        var url = server.Url(isImplicit, $"resumed-{version}-{isImplicit}");
        await server.CurlAsync(version, ["-T", folder.Path("cut"), url]);
        await server.CurlAsync(version, ["-C", "-", "-T", folder.Path("whole"), url]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(server.Stored($"resumed-{version}-{isImplicit}")));
        await server.CurlAsync(version, ["-C", "-", "-o", folder.Path("cut"), url]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("cut")));
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Curl_moves_a_large_file(string version)
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(64 << 20, 34);
        await File.WriteAllBytesAsync(folder.Path("up"), content, TestContext.Current.CancellationToken);
        var name = $"large-{version}";
        await server.CurlAsync(version, ["-T", folder.Path("up"), server.Url(false, name)]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(server.Stored(name)));
        await server.CurlAsync(version, ["-o", folder.Path("down"), server.Url(false, name)]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }
}
