using Ftp.Testing;
using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>Clients of other TLS libraries: rclone (Go), wget (GnuTLS).</summary>
[Collection(TlsClientTests.Name)]
public sealed class OtherTlsClientTests(TlsServer server)
{
    [Theory]
    [InlineData(false, "--ftp-disable-tls13")]
    [InlineData(false, "--ftp-disable-tls13=false")]
    [InlineData(true, "--ftp-disable-tls13=false")]
    public async Task Rclone_syncs_both_ways_and_checks(bool isImplicit, string version)
    {
        using var folder = new TemporaryFolder();
        Trees.Make(folder.Path("tree"), seed: 41, largest: 500_000);
        var name = $"rclone-{Guid.NewGuid():N}";
        var password = (await Programs.RunAsync("rclone", ["obscure", TlsServer.Password])).Expect("rclone obscure").Trim();
        string[] remote =
        [
            "--config", folder.Path("rclone.conf"), "--ftp-host", "127.0.0.1", "--ftp-port", $"{server.PortOf(isImplicit)}", "--ftp-user", TlsServer.Login, "--ftp-pass", password,
            isImplicit ? "--ftp-tls" : "--ftp-explicit-tls", version, "--retries", "1", "--low-level-retries", "1",
        ];
        // rclone's --ca-cert is for other protocols
        string[] rclone = [$"SSL_CERT_FILE={server.Trusted}", "rclone"];
        (await Programs.RunAsync("env", [.. rclone, .. remote, "sync", folder.Path("tree"), $":ftp:{name}"])).Expect("rclone sync up");
        (await Programs.RunAsync("env", [.. rclone, .. remote, "check", "--download", folder.Path("tree"), $":ftp:{name}"])).Expect("rclone check");
        (await Programs.RunAsync("env", [.. rclone, .. remote, "sync", $":ftp:{name}", folder.Path("back")])).Expect("rclone sync down");
        Assert.Equal(Trees.Sums(folder.Path("tree")), Trees.Sums(server.Stored(name)));
        Assert.Equal(Trees.Sums(folder.Path("tree")), Trees.Sums(folder.Path("back")));
    }

    [Theory]
    [InlineData(false, "TLSv1_2")]
    [InlineData(false, "TLSv1_3")]
    [InlineData(true, "TLSv1_3")]
    public async Task Wget_fetches_a_tree(bool isImplicit, string version)
    {
        using var folder = new TemporaryFolder();
        var name = $"wget-{Guid.NewGuid():N}";
        Trees.Make(server.Stored(name), seed: 42, largest: 500_000);
        string[] options = ["-nv", "-r", "-nH", "--cut-dirs=1", "-l", "10", "--tries=1", "--timeout=30", $"--ca-certificate={server.Trusted}", $"--secure-protocol={version}", $"--user={TlsServer.Login}", $"--password={TlsServer.Password}"];
        // ftps:// is explicit to wget, unless it is told otherwise
        (await Programs.RunAsync("wget", [.. options, .. isImplicit ? (string[])["--ftps-implicit"] : [], $"ftps://127.0.0.1:{server.PortOf(isImplicit)}/{name}/"], directory: folder.Root)).Expect("wget");
        var got = Trees.Sums(folder.Root);
        foreach (var listing in got.Keys.Where(k => k.EndsWith(".listing", StringComparison.Ordinal)).ToList())
        {
            got.Remove(listing);
        }

        Assert.Equal(Trees.Sums(server.Stored(name)).Values.Order(), got.Values.Order());
    }
}
