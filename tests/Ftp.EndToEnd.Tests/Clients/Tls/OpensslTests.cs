using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>openssl s_client: what an administrator looks at a server with.</summary>
[Collection(TlsClientTests.Name)]
public sealed class OpensslTests(TlsServer server)
{
    [Theory]
    [InlineData(false, "127.0.0.1", "tls1_2", "TLSv1.2")]
    [InlineData(false, "127.0.0.1", "tls1_3", "TLSv1.3")]
    [InlineData(true, "127.0.0.1", "tls1_2", "TLSv1.2")]
    [InlineData(true, "[::1]", "tls1_3", "TLSv1.3")]
    public async Task S_client_shows_certificate_protocol_and_alpn(bool isImplicit, string host, string flag, string protocol)
    {
        var seen = await SeeAsync(isImplicit, host, "QUIT\n", $"-{flag}", "-alpn", "x-filezilla-ftp,ftp", "-verify_return_error", "-verify_ip", host.Trim('[', ']'));
        Assert.Contains("Verification: OK", seen.Out, StringComparison.Ordinal);
        Assert.Contains($"New, {protocol}, Cipher is ", seen.Out, StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: ftp\n", seen.Out, StringComparison.Ordinal);
        Assert.Contains((await File.ReadAllTextAsync(server.Trusted, TestContext.Current.CancellationToken)).Trim().ReplaceLineEndings("\n"), seen.Out, StringComparison.Ordinal);
        Assert.Contains("\n221 ", seen.Out, StringComparison.Ordinal);
        Assert.Equal(0, seen.ExitCode);
    }

    [Fact]
    public async Task No_alpn_is_fine()
    {
        var seen = await SeeAsync(isImplicit: false, "127.0.0.1", "QUIT\n");
        Assert.Contains("No ALPN negotiated", seen.Out, StringComparison.Ordinal);
        Assert.Contains("\n221 ", seen.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_of_another_protocol_gets_no_tls(bool isImplicit)
    {
        var seen = await SeeAsync(isImplicit, "127.0.0.1", "", "-alpn", "h2,http/1.1");
        Assert.NotEqual(0, seen.ExitCode);
        Assert.Contains("no application protocol", seen.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("220 ", seen.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_1", "DEFAULT@SECLEVEL=0")]
    [InlineData("-tls1_2", "AES128-SHA256")]
    [InlineData("-tls1_2", "ECDHE-ECDSA-AES128-SHA256")]
    public async Task Old_versions_and_ciphers_get_no_tls(string version, string ciphers)
    {
        var seen = await SeeAsync(isImplicit: false, "127.0.0.1", "", version, "-cipher", ciphers);
        Assert.NotEqual(0, seen.ExitCode);
        Assert.Contains("Cipher is (NONE)", seen.Out, StringComparison.Ordinal);
    }

    /// <summary>Connects, says something, and stays until the server has closed.</summary>
    private async Task<ProgramResult> SeeAsync(bool isImplicit, string host, string say, params string[] more) =>
        await Programs.RunAsync(
            "openssl",
            ["s_client", "-connect", $"{host}:{server.PortOf(isImplicit)}", .. isImplicit ? [] : (string[])["-starttls", "ftp"], "-CAfile", server.Trusted, "-crlf", "-ign_eof", .. more],
            say,
            limit: TimeSpan.FromSeconds(60));
}
