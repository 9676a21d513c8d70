using System.Globalization;
using System.Security.Authentication;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>Nothing weaker than TLS 1.2 with ECDHE and AEAD can be had, and nobody on the way can talk a client or the server out of TLS.</summary>
public sealed class DowngradeTests(SecuredServer tls) : IClassFixture<SecuredServer>
{
    /// <summary>For hellos by hand: with an RSA key too, so that no suite is refused merely because its key is not there.</summary>
    private const string RsaName = "rsa.example.test";

    public static TheoryData<string, int> WeakSuites => new()
    {
        { "ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 0xC009 }, { "ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", 0xC024 }, { "ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xC013 },
        { "ECDHE_RSA_WITH_AES_256_CBC_SHA", 0xC014 }, { "ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0xC027 }, { "ECDHE_RSA_WITH_AES_256_CBC_SHA384", 0xC028 },
        { "ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", 0xC012 }, { "ECDHE_RSA_WITH_RC4_128_SHA", 0xC011 },
        { "RSA_WITH_AES_128_GCM_SHA256", 0x009C }, { "RSA_WITH_AES_256_GCM_SHA384", 0x009D }, { "RSA_WITH_AES_128_CBC_SHA", 0x002F }, { "RSA_WITH_AES_256_CBC_SHA256", 0x003D },
        { "RSA_WITH_3DES_EDE_CBC_SHA", 0x000A }, { "RSA_WITH_RC4_128_MD5", 0x0004 }, { "RSA_EXPORT_WITH_RC4_40_MD5", 0x0003 }, { "RSA_EXPORT_WITH_DES40_CBC_SHA", 0x0008 },
        { "RSA_WITH_NULL_SHA", 0x0002 }, { "RSA_WITH_NULL_SHA256", 0x003B }, { "ECDHE_RSA_WITH_NULL_SHA", 0xC010 }, { "ECDHE_ECDSA_WITH_NULL_SHA", 0xC006 },
        { "DH_anon_WITH_AES_128_GCM_SHA256", 0x00A6 }, { "ECDH_anon_WITH_AES_128_CBC_SHA", 0xC018 }, { "DH_anon_WITH_RC4_128_MD5", 0x0018 },
        { "DHE_RSA_WITH_AES_128_CBC_SHA", 0x0033 }, { "DHE_RSA_WITH_AES_256_CBC_SHA256", 0x006B }, { "PSK_WITH_AES_128_CBC_SHA", 0x008C },
    };

    [Theory]
    [InlineData(RawTls.Ssl30)]
    [InlineData(RawTls.Tls10)]
    [InlineData(RawTls.Tls11)]
    public async Task Versions_before_1_2_are_refused(int version)
    {
        ushort[] everything = [.. RawTls.GoodSuites, .. WeakSuites.Select(row => (ushort)row.Data.Item2)];
        Assert.NotEqual(RawTls.Handshake, (await RawTls.ProbeAsync(tls.ImplicitPort, RawTls.Hello(version, everything))).Type);
    }

    [Theory]
    [MemberData(nameof(WeakSuites))]
    public async Task A_weak_suite_is_refused(string name, int suite)
    {
        await RsaAsync();
        foreach (var server in new[] { "localhost", RsaName })
        {
            var (type, _, chosen) = await RawTls.ProbeAsync(tls.ImplicitPort, RawTls.Hello(RawTls.Tls12, [(ushort)suite], server));
            Assert.True(type != RawTls.Handshake, $"{name}: the server chose {chosen:X4}");
        }
    }

    /// <summary>The same hello, made by the same hands, with a suite that is good: so it is the suite that is refused above.</summary>
    [Theory]
    [InlineData(0xC02B, "localhost")]
    [InlineData(0xC02C, "localhost")]
    [InlineData(0xC02F, RsaName)]
    [InlineData(0xC030, RsaName)]
    public async Task A_good_suite_is_taken_also_behind_weak_ones(int suite, string server)
    {
        await RsaAsync();
        ushort[] offered = [.. WeakSuites.Select(row => (ushort)row.Data.Item2), (ushort)suite];
        Assert.Equal((RawTls.Handshake, RawTls.Tls12, suite), await RawTls.ProbeAsync(tls.ImplicitPort, RawTls.Hello(RawTls.Tls12, offered, server)));
    }

    /// <summary>Whatever the server says to it: a second handshake inside the first never gets as far as a ServerHello.</summary>
    [Fact]
    public Task A_renegotiation_is_refused() => tls.WithSettingAsync("login-timeout", "5s", async () =>
    {
        var result = await Programs.RunAsync("openssl", ["s_client", "-connect", Invariant($"127.0.0.1:{tls.Port}"), "-starttls", "ftp", "-tls1_2", "-msg"], "R\nPWD\nQUIT\n");
        Assert.Contains("RENEGOTIATING", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Out.Split("ClientHello").Length - 1);
        Assert.Equal(1, result.Out.Split("ServerHello\n").Length - 1);
        Assert.DoesNotContain("530", result.Out.Split("RENEGOTIATING")[^1], StringComparison.Ordinal);
        // and the session ends as any other does
        await tls.SettledAsync(int.MaxValue - 5);
        Assert.DoesNotContain("Exception", tls.Server.Output, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("-tls1")]
    [InlineData("-tls1_1")]
    public async Task A_client_that_knows_only_old_versions_gets_no_handshake(string version)
    {
        var result = await Programs.RunAsync(
            "openssl", ["s_client", "-connect", Invariant($"127.0.0.1:{tls.Port}"), "-starttls", "ftp", version, "-cipher", "ALL:@SECLEVEL=0"], limit: TimeSpan.FromSeconds(30));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Cipher is (NONE)", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public Task Where_1_3_is_the_least_1_2_is_refused() => tls.WithSettingAsync("tls-minimum", "1.3", async () =>
    {
        await Assert.ThrowsAnyAsync<Exception>(() => tls.LoginAsync(TlsClient.Only(SslProtocols.Tls12)));
        await using var wire = await tls.LoginAsync();
        Assert.Equal(SslProtocols.Tls13, wire.Tls!.SslProtocol);
        Assert.Equal(226, (await wire.UploadAsync("STOR thirteen", new byte[1000])).Code);
    });

    /// <summary>Who is on the way can strike AUTH TLS from FEAT and answer 500 to it: a client that then goes on in clear must not get as far as its password.</summary>
    [Theory]
    [InlineData("logins")]
    [InlineData("always")]
    public Task Where_logins_need_tls_a_stripped_client_is_stopped_at_USER(string value) => tls.WithSettingAsync("require-tls", value, async () =>
    {
        await using var wire = await FtpWire.ConnectAsync(tls.Port);
        await wire.ExpectAsync($"USER {SecuredServer.Login}", 530);
        await wire.ExpectAsync($"PASS {SecuredServer.Password}", 503, 530);
        await wire.ExpectAsync("PWD", 530);
        await wire.ExpectAsync("USER nobody-of-this-name", 530);
        await using var secured = await tls.LoginAsync();
        await secured.ExpectAsync("PWD", 257);
    });

    [Fact]
    public async Task An_account_that_needs_tls_is_stopped_at_USER_and_another_is_not()
    {
        await tls.Server.CtlOkAsync("users", "set", SecuredServer.Thief, "--require-tls", "on");
        await using (var wire = await FtpWire.ConnectAsync(tls.Port))
        {
            await wire.ExpectAsync($"USER {SecuredServer.Thief}", 530, 331);
            await wire.ExpectAsync($"PASS {SecuredServer.ThiefPassword}", 503, 530);
            await wire.ExpectAsync("PWD", 530);
        }

        await using (var other = await FtpWire.LoginAsync(tls.Port, SecuredServer.Login, SecuredServer.Password))
        {
            await other.ExpectAsync("PWD", 257);
        }

        await using var secured = await tls.LoginAsync(SecuredServer.Thief, SecuredServer.ThiefPassword);
        await tls.Server.CtlOkAsync("users", "set", SecuredServer.Thief, "--require-tls", "default");
    }

    [Fact]
    public Task Where_data_needs_tls_there_is_no_way_back_to_clear() => tls.WithSettingAsync("require-tls-data", "on", async () =>
    {
        await File.WriteAllTextAsync(Path.Combine(tls.Files, "private"), "x", TestContext.Current.CancellationToken);
        await using var wire = await tls.LoginAsync();
        await wire.ExpectAsync("PROT C", 534);
        Assert.Equal("x", System.Text.Encoding.ASCII.GetString(await wire.DownloadAsync("RETR private")));
        await using var bare = await FtpWire.ConnectAsync(tls.Port);
        await bare.StartTlsAsync(protect: false);
        await bare.ExpectAsync($"USER {SecuredServer.Login}", 331);
        await bare.ExpectAsync($"PASS {SecuredServer.Password}", 230);
        foreach (var command in new[] { "RETR private", "STOR never", "LIST", "NLST", "MLSD" })
        {
            using var data = await bare.PassiveAsync();
            await bare.ExpectAsync(command, 522);
        }

        Assert.False(File.Exists(Path.Combine(tls.Files, "never")));
    });

    [Fact]
    public async Task A_clear_data_connection_after_PROT_P_gets_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(tls.Files, "after-p"), "in clear", TestContext.Current.CancellationToken);
        await using var wire = await tls.LoginAsync();
        using var data = await wire.PassiveAsync();
        await wire.ExpectAsync("RETR after-p", 150);
        data.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await wire.ReadExpectedAsync(522);
        try
        {
            Assert.DoesNotContain("in clear", System.Text.Encoding.ASCII.GetString(await FtpWire.ReadAllAsync(data)), StringComparison.Ordinal);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // a reset brings nothing either
        }
    }

    [Fact]
    public async Task CCC_is_refused_unless_it_is_allowed()
    {
        await using var wire = await tls.LoginAsync();
        await wire.ExpectAsync("CCC", 534);
        await wire.ExpectAsync("PWD", 257);
        await using var clear = await FtpWire.LoginAsync(tls.Port, SecuredServer.Login, SecuredServer.Password);
        await clear.ExpectAsync("CCC", 533);
    }

    private async Task RsaAsync()
    {
        if ((await tls.Server.CtlAsync("certificates", "show", "rsa")).ExitCode != 0)
        {
            await tls.Server.CtlOkAsync("certificates", "create", "rsa", "--name", RsaName, "--key", "rsa3072");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
