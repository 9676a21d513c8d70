using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>Which certificate a client sees (SNI), and what its own is worth.</summary>
public sealed class NameAndClientCertificateTests : IClassFixture<SecuredServer>, IDisposable
{
    private readonly SecuredServer _tls;
    private readonly TestAuthority _authority = new("authority of the test");
    private readonly TestAuthority _foreign = new("authority of somebody else");

    public NameAndClientCertificateTests(SecuredServer tls) => _tls = tls;

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Each_name_gets_its_own_certificate_and_an_unknown_one_the_chosen()
    {
        foreach (var (store, name) in new[] { ("one", "one.example.test"), ("two", "two.example.test"), ("wild", "*.wild.example.test") })
        {
            await _tls.Server.CtlOkAsync("certificates", "create", store, "--name", name);
        }

        await _tls.WithSettingAsync("certificate", "one", async () =>
        {
            foreach (var (asked, expected) in new[]
            {
                ("one.example.test", "one"), ("two.example.test", "two"), ("TWO.Example.TEST", "two"), ("a.wild.example.test", "wild"),
                ("a.b.wild.example.test", "one"), ("wild.example.test", "one"), ("unknown.example.test", "one"), ("127.0.0.1", "one"),
            })
            {
                var fingerprint = await FingerprintOfAsync(expected);
                foreach (var protocol in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
                {
                    var client = TlsClient.Only(protocol) with { TargetHost = asked, Resume = false };
                    await using var wire = await FtpWire.LoginTlsAsync(_tls.Port, SecuredServer.Login, SecuredServer.Password, client);
                    Assert.Equal((asked, fingerprint), (asked, Shown(wire)));
                    var (implicitWire, _) = await FtpWire.GreetImplicitAsync(_tls.ImplicitPort, client);
                    Assert.Equal((asked, fingerprint), (asked, Shown(implicitWire)));
                    await implicitWire.DisposeAsync();
                }
            }
        });

        // a session that was opened by a name has data connections under that name's certificate, bound as ever
        await using var named = await _tls.LoginAsync(new TlsClient { TargetHost = "two.example.test" });
        Assert.Equal(226, (await named.UploadAsync("STOR by-name", new byte[1000])).Code);
        Assert.True(named.DataResumed);
    }

    [Fact]
    public async Task Off_means_that_a_certificate_is_not_even_asked_for()
    {
        using var mine = _authority.Client("ada");
        await MapAsync(SecuredServer.Login, mine, async () =>
        {
            await using var wire = await SecureAsync(mine);
            await wire.ExpectAsync($"USER {SecuredServer.Login}", 331);
        });
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Asked_a_mapped_certificate_stands_for_its_accounts_password_and_for_no_other_ones(SslProtocols protocol)
    {
        using var mine = _authority.Client("ada");
        using var unmapped = _authority.Client("unmapped");
        await _tls.WithSettingAsync("client-certificates", "asked", () => MapAsync(SecuredServer.Login, mine, async () =>
        {
            await using (var wire = await SecureAsync(mine, protocol))
            {
                await wire.ExpectAsync($"USER {SecuredServer.Login}", 232);
                await wire.ExpectAsync("PWD", 257);
                await wire.ProtectAsync();
                Assert.Equal(226, (await wire.UploadAsync($"STOR by-certificate-{protocol}", new byte[1000])).Code);
            }

            await using (var wire = await SecureAsync(mine, protocol))
            {
                await wire.ExpectAsync($"USER {SecuredServer.Thief}", 331);
                await wire.ExpectAsync("PWD", 530);
                await wire.ExpectAsync("PASS not-the-password", 530);
                await wire.ExpectAsync($"USER {SecuredServer.Thief}", 331);
                await wire.ExpectAsync($"PASS {SecuredServer.ThiefPassword}", 230);
            }

            foreach (var certificate in new[] { null, unmapped })
            {
                await using var wire = await SecureAsync(certificate, protocol);
                await wire.ExpectAsync($"USER {SecuredServer.Login}", 331);
                await wire.ExpectAsync("PWD", 530);
                await wire.ExpectAsync($"PASS {SecuredServer.Password}", 230);
            }
        }));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Required_without_one_there_is_no_session(SslProtocols protocol)
    {
        using var mine = _authority.Client("ada");
        await _tls.WithSettingAsync("client-certificates", "required", async () =>
        {
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await using var none = await SecureAsync(null, protocol);
                await none.ExpectAsync("NOOP", 200, 530);
            });
            await using var wire = await SecureAsync(mine, protocol);
            await wire.ExpectAsync($"USER {SecuredServer.Login}", 331);
            await wire.ExpectAsync($"PASS {SecuredServer.Password}", 230);
            await wire.ProtectAsync();
            Assert.Equal(226, (await wire.UploadAsync($"STOR required-{protocol}", new byte[1000])).Code);
        });
    }

    [Fact]
    public async Task Of_another_authority_or_expired_a_certificate_opens_nothing()
    {
        using var mine = _authority.Client("ada");
        using var foreign = _foreign.Client("ada");
        using var expired = _authority.Client("ada", from: -400, until: -30);
        using var future = _authority.Client("ada", from: 20, until: 60);
        var authorities = Path.Combine(_tls.Server.DataDirectory, "clients.pem");
        await File.WriteAllTextAsync(authorities, _authority.Pem, TestContext.Current.CancellationToken);
        // each is mapped, so that only what is wrong with it stands in its way
        await _tls.WithSettingAsync("client-certificate-authorities", authorities, () => _tls.WithSettingAsync("client-certificates", "required", () =>
            MapAsync(SecuredServer.Login, mine, () => MapAsync(SecuredServer.Login, foreign, () => MapAsync(SecuredServer.Login, expired, () => MapAsync(SecuredServer.Login, future, async () =>
            {
                foreach (var protocol in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
                {
                    foreach (var bad in new[] { foreign, expired, future })
                    {
                        var e = await Assert.ThrowsAnyAsync<Exception>(async () =>
                        {
                            await using var wire = await SecureAsync(bad, protocol);
                            await wire.ExpectAsync($"USER {SecuredServer.Login}", 232, 331, 230);
                        });
                        Assert.True(Attempts.IsBreak(e), e.ToString());
                    }

                    await using var good = await SecureAsync(mine, protocol);
                    await good.ExpectAsync($"USER {SecuredServer.Login}", 232);
                }
            }))))));
    }

    [Fact]
    public async Task An_expired_certificate_that_is_mapped_stands_for_no_password_where_no_authority_is_named()
    {
        using var expired = _authority.Client("ada", from: -400, until: -30);
        await _tls.WithSettingAsync("client-certificates", "asked", () => MapAsync(SecuredServer.Login, expired, async () =>
        {
            try
            {
                await using var wire = await SecureAsync(expired);
                await wire.ExpectAsync($"USER {SecuredServer.Login}", 331, 530);
                await wire.ExpectAsync("PWD", 530);
            }
            catch (Exception e) when (Attempts.IsBreak(e) && e is not WireException { Reply: not null })
            {
                // the handshake was refused: that is as good
            }
        }));
    }

    [Fact]
    public async Task A_mapping_that_was_taken_away_opens_nothing()
    {
        using var mine = _authority.Client("ada");
        await _tls.WithSettingAsync("client-certificates", "asked", async () =>
        {
            await MapAsync(SecuredServer.Login, mine, async () =>
            {
                await using var wire = await SecureAsync(mine);
                await wire.ExpectAsync($"USER {SecuredServer.Login}", 232);
            });
            await using var after = await SecureAsync(mine);
            await after.ExpectAsync($"USER {SecuredServer.Login}", 331);
        });
    }

    private async Task<FtpWire> SecureAsync(X509Certificate2? certificate, SslProtocols protocol = SslProtocols.Tls13)
    {
        var wire = await FtpWire.ConnectAsync(_tls.Port);
        try
        {
            await wire.StartTlsAsync(TlsClient.Only(protocol) with { Certificate = certificate }, protect: false);
            return wire;
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    private async Task MapAsync(string login, X509Certificate2 certificate, Func<Task> act)
    {
        var fingerprint = TestAuthority.Fingerprint(certificate);
        await _tls.Server.CtlOkAsync("users", "set", login, "--client-certificate", fingerprint);
        try
        {
            await act();
        }
        finally
        {
            await _tls.Server.CtlOkAsync("users", "set", login, "--remove-client-certificate", fingerprint);
        }
    }

    private async Task<string> FingerprintOfAsync(string name) =>
        (await _tls.Server.CtlJsonAsync("certificates", "show", name)).GetProperty("fingerprint").GetString()!.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Shown(FtpWire wire) => TestAuthority.Fingerprint((X509Certificate2)wire.Tls!.RemoteCertificate!);
}
