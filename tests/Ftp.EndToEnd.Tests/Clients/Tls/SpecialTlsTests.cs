using Ftp.Testing;
using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>A server that allows CCC and asks for client certificates.</summary>
public sealed class SpecialTlsServer() : TlsServer(["ftp.settings.clear-command-channel=on", "ftp.settings.client-certificates=asked"]);

/// <summary>What a server must be told to allow.</summary>
public sealed class SpecialTlsTests(SpecialTlsServer server) : IClassFixture<SpecialTlsServer>
{
    /// <summary>passive: the server ends TLS first; active: the client does.</summary>
    [Theory]
    [InlineData("passive", "1.2")]
    [InlineData("passive", "1.3")]
    [InlineData("active", "1.2")]
    [InlineData("active", "1.3")]
    public async Task Curl_clears_the_command_channel_and_transfers_in_tls(string mode, string version)
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(1_000_000, 51);
        await File.WriteAllBytesAsync(folder.Path("up"), content, TestContext.Current.CancellationToken);
        string[] clear = ["--ftp-ssl-ccc", "--ftp-ssl-ccc-mode", mode, "-v"];
        var name = $"ccc-{mode}-{version}";
        await server.CurlAsync(version, [.. clear, "-T", folder.Path("up"), server.Url(false, name)]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(server.Stored(name)));
        await server.CurlAsync(version, [.. clear, "-o", folder.Path("down"), server.Url(false, name)]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Lftp_clears_the_command_channel(string version)
    {
        using var folder = new TemporaryFolder();
        Trees.Make(folder.Path("tree"), seed: 52, largest: 100_000);
        await server.LftpAsync(false, version, $"set ftp:ssl-use-ccc true; mirror -R {folder.Path("tree")} ccc-{version}; mirror ccc-{version} {folder.Path("back")}");
        Assert.Equal(Trees.Sums(folder.Path("tree")), Trees.Sums(folder.Path("back")));
    }

    [Theory]
    [InlineData("1.2", false)]
    [InlineData("1.3", false)]
    [InlineData("1.3", true)]
    public async Task A_client_certificate_stands_for_the_password_of_its_account(string version, bool isImplicit)
    {
        using var folder = new TemporaryFolder();
        var login = $"card-{Guid.NewGuid():N}"[..12];
        var mine = await KeyPairAsync(folder, "mine");
        var other = await KeyPairAsync(folder, "other");
        await server.Server.AddUserAsync(login, TlsServer.Password);
        await server.Server.CtlOkAsync("users", "set", login, "--client-certificate", folder.Path("mine.pem"));
        var content = Trees.Bytes(500_000, 53);
        await File.WriteAllBytesAsync(folder.Path("up"), content, TestContext.Current.CancellationToken);
        var url = server.Url(isImplicit, "by-card");
        await server.CurlAsync(version, [.. mine, "-T", folder.Path("up"), url], account: login + ":");
        Assert.Equal(Trees.Sum(content), Trees.Sum(Path.Combine(server.Server.FilesOf(login), "by-card")));
        await server.CurlAsync(version, [.. mine, "-o", folder.Path("down"), url], account: login + ":");
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
        // another certificate is no password, and the password still is
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => server.CurlAsync(version, [.. other, url], account: login + ":"));
        Assert.Contains("exit 67", refused.Message, StringComparison.Ordinal);
        await server.CurlAsync(version, [.. other, "-o", folder.Path("down"), url], account: $"{login}:{TlsServer.Password}");
    }

    /// <summary>A self-signed certificate and its key; returns curl's words for them.</summary>
    private static async Task<string[]> KeyPairAsync(TemporaryFolder folder, string name)
    {
        var (key, pem) = (folder.Path(name + ".key"), folder.Path(name + ".pem"));
        (await Programs.RunAsync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", pem, "-days", "2", "-subj", $"/CN={name}"]))
            .Expect("openssl req");
        return ["--cert", pem, "--key", key];
    }
}
