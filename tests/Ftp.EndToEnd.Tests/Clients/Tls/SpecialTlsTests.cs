using Ftp.Testing;
using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>A server that allows CCC and asks for client certificates.</summary>
public sealed class SpecialTlsServer() : TlsServer(["ftp.settings.clear-command-channel=on", "ftp.settings.client-certificates=asked"]);

/// <summary>What a server must be told to allow.</summary>
public sealed class SpecialTlsTests(SpecialTlsServer server) : IClassFixture<SpecialTlsServer>
{
    /// <summary>active: curl ends TLS first.</summary>
    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Curl_clears_the_command_channel_and_its_data_connections_still_resume(string version) =>
        await ClearAsync(version, "active", TlsServer.Login);

    /// <summary>passive: the server ends TLS first. curl then ends it without close_notify, for which OpenSSL throws away the session that data connections would resume.</summary>
    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Curl_lets_the_server_clear_the_command_channel(string version)
    {
        await server.AddByAddressAsync($"curl-ccc-{version}");
        await ClearAsync(version, "passive", $"curl-ccc-{version}");
    }

    private async Task ClearAsync(string version, string mode, string login)
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(1_000_000, 51);
        await File.WriteAllBytesAsync(folder.Path("up"), content, TestContext.Current.CancellationToken);
        string[] clear = ["--ftp-ssl-ccc", "--ftp-ssl-ccc-mode", mode];
        var (name, account) = ($"ccc-{mode}-{version}", $"{login}:{TlsServer.Password}");
        await server.CurlAsync(version, [.. clear, "-T", folder.Path("up"), server.Url(false, name)], account);
        Assert.Equal(Trees.Sum(content), Trees.Sum(Path.Combine(server.Server.FilesOf(login), name)));
        await server.CurlAsync(version, [.. clear, "-o", folder.Path("down"), server.Url(false, name)], account);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
        await server.LoggedAsync($"{login} (127.0.0.1) goes on in clear (CCC)");
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
