using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ftp.EndToEnd.Tests.Security;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Rotation;

/// <summary>A certificate changes while clients come and go: nobody is turned away, nobody notices but new clients, and a bad pair changes nothing.</summary>
public sealed class CertificateChangeTests : IAsyncLifetime
{
    private const string Login = "ada";
    private const string Password = "Lovelace-1815";

    /// <summary>What the product promises (a change is live).</summary>
    private static readonly TimeSpan s_promise = TimeSpan.FromSeconds(2);

    private readonly TestAuthority _authority = new("authority of the rotation test");
    private readonly string _pairs = Directory.CreateTempSubdirectory("ftp-pairs-").FullName;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(["ftp.settings.maximum-connections=1000"]);
        await _server.AddUserAsync(Login, Password);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_pairs, recursive: true);
        _authority.Dispose();
    }

    private string CertificatePath => Path.Combine(_pairs, "fullchain.pem");

    private string KeyPath => Path.Combine(_pairs, "privkey.pem");

    private enum Change { Use, Replace, Renewal, Hangup }

    [Fact]
    public async Task Twenty_changes_under_load_fail_no_handshake_and_are_served_within_two_seconds()
    {
        const int Changes = 20;
        var wanted = TestScale.Of(10_000);
        await _server.CtlOkAsync("certificates", "create", "one", "--name", "one.example.test");
        await _server.CtlOkAsync("certificates", "create", "two", "--name", "two.example.test");
        await ImportAsync("imported", replace: false);
        await RenewAsync();
        await _server.CtlOkAsync("certificates", "watch", "watched", "--certificate", CertificatePath, "--key", KeyPath);

        var handshakes = 0;
        var failures = new ConcurrentQueue<string>();
        using var visits = new SemaphoreSlim(0);
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var round = i; !enough.IsCancellationRequested; round++)
            {
                try
                {
                    Interlocked.Add(ref handshakes, await VisitAsync(round));
                }
                catch (Exception e) when (Attempts.IsBreak(e) || e is OperationCanceledException)
                {
                    failures.Enqueue($"{DateTimeOffset.UtcNow:O} {e.Message}");
                }

                visits.Release();
            }
        })).ToArray();

        var living = new List<(FtpWire Wire, string Fingerprint)>();
        var report = new List<string>();
        try
        {
            for (var i = 0; i < Changes; i++)
            {
                var resident = await FtpWire.LoginTlsAsync(_server.Port, Login, Password, TlsClient.Only(i % 2 == 0 ? SslProtocols.Tls12 : SslProtocols.Tls13));
                living.Add((resident, Shown(resident)));
                var change = (Change)(i % 4);
                var (expected, since) = await ChangeAsync(change, i);
                var took = await ServedAsync(expected, since);
                report.Add(string.Create(CultureInfo.InvariantCulture, $"{change}: {took.TotalMilliseconds:F0} ms"));
                Assert.True(took <= s_promise, $"change {i} ({change}) took {took}");

                // every session that lived before keeps its certificate's tickets, and new data connections of it pass the binding
                foreach (var (born, (wire, fingerprint)) in living.Index())
                {
                    Assert.Equal(fingerprint, Shown(wire));
                    var reply = await wire.UploadAsync("STOR resident", new byte[100]);
                    Assert.True(reply.Code == 226 && wire.DataResumed, $"after change {i} ({change}) the {wire.Tls!.SslProtocol} session from before change {born}: {reply}, resumed {wire.DataResumed}");
                }

                // the load goes on at its own pace between two changes
                while (Volatile.Read(ref handshakes) < (long)wanted * (i + 1) / Changes && failures.IsEmpty)
                {
                    Assert.True(await visits.WaitAsync(FtpWire.Patience, TestContext.Current.CancellationToken));
                }
            }
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(load);
            foreach (var (wire, _) in living)
            {
                await wire.DisposeAsync();
            }
        }

        Attempts.Report($"{handshakes} handshakes, {failures.Count} failed; " + string.Join(", ", report));
        Assert.Empty(failures);
        Assert.InRange(handshakes, wanted, int.MaxValue);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_its_reason_and_the_old_certificate_is_served()
    {
        await ImportAsync("good", replace: false);
        await _server.CtlOkAsync("certificates", "use", "good");
        var served = await FingerprintAsync("good");
        await ServedAsync(served, Stopwatch.GetTimestamp());
        using var other = _authority.Server("good.example.test");
        using var another = _authority.Server("good.example.test");
        using var expired = _authority.Server("good.example.test", from: -60, until: -1);
        foreach (var (what, certificate, key) in new[]
        {
            ("mismatched", other.ExportCertificatePem(), TestAuthority.KeyPem(another)), ("expired", expired.ExportCertificatePem(), TestAuthority.KeyPem(expired)),
            ("garbage", "not a certificate", "not a key"), ("half", other.ExportCertificatePem()[..200], TestAuthority.KeyPem(other)), ("half key", other.ExportCertificatePem(), TestAuthority.KeyPem(other)[..60]),
            ("empty", "", ""),
        })
        {
            await WritePairAsync(certificate, key);
            var refusal = await _server.CtlAsync("certificates", "import", "good", "--certificate", CertificatePath, "--key", KeyPath, "--replace");
            Assert.True(refusal.ExitCode == 1, $"{what}: {refusal}");
            Assert.NotEqual("", refusal.Error.Trim());
            Assert.Equal(served, await ProbeAsync());
        }

        Assert.Equal(1, (await _server.CtlAsync("certificates", "use", "not-there")).ExitCode);
        Assert.Equal(served, await ProbeAsync());
        Assert.Equal(1, (await _server.CtlAsync("certificates", "remove", "good", "--yes")).ExitCode);
        Assert.Equal(served, await ProbeAsync());
    }

    [Fact]
    public async Task A_watched_pair_that_turns_bad_leaves_the_last_good_one_until_it_is_good_again()
    {
        await RenewAsync();
        await _server.CtlOkAsync("certificates", "watch", "watched", "--certificate", CertificatePath, "--key", KeyPath);
        await _server.CtlOkAsync("certificates", "use", "watched");
        var served = await FingerprintAsync("watched");
        await ServedAsync(served, Stopwatch.GetTimestamp());
        using var other = _authority.Server("watched.example.test");
        using var another = _authority.Server("watched.example.test");
        using var expired = _authority.Server("watched.example.test", from: -60, until: -1);
        foreach (var (what, certificate, key) in new[]
        {
            ("mismatched", other.ExportCertificatePem(), TestAuthority.KeyPem(another)), ("garbage", "garbage", "garbage"), ("half", other.ExportCertificatePem()[..300], TestAuthority.KeyPem(other)[..100]),
            ("expired", expired.ExportCertificatePem(), TestAuthority.KeyPem(expired)),
        })
        {
            await WritePairAsync(certificate, key);
            await HangupAsync();
            await TroubleAsync(what, isThere: true);
            Assert.Equal(served, await ProbeAsync());
        }

        File.Delete(KeyPath);
        await HangupAsync();
        await TroubleAsync("gone", isThere: true);
        Assert.Equal(served, await ProbeAsync());

        var renewed = await RenewAsync();
        await ServedAsync(renewed, Stopwatch.GetTimestamp());
        await TroubleAsync("good again", isThere: false);
    }

    [Fact]
    public async Task With_none_chosen_tls_is_no_longer_offered_and_sessions_that_have_it_keep_it()
    {
        await using var before = await FtpWire.LoginTlsAsync(_server.Port, Login, Password);
        await _server.CtlOkAsync("certificates", "use", "none");
        await using (var wire = await FtpWire.ConnectAsync(_server.Port))
        {
            Assert.DoesNotContain("AUTH", (await wire.ExpectAsync("FEAT", 211)).Text, StringComparison.Ordinal);
            await wire.ExpectAsync("AUTH TLS", 502);
        }

        Assert.Equal(226, (await before.UploadAsync("STOR kept", new byte[100])).Code);
        await _server.CtlOkAsync("certificates", "use", "auto");
        await using var after = await FtpWire.LoginTlsAsync(_server.Port, Login, Password);
        await after.ListAsync("NLST");
    }

    /// <summary>One client's visit: a handshake on the control connection, and one or two on data connections that resume it.</summary>
    private async Task<int> VisitAsync(int round)
    {
        await using var wire = await FtpWire.LoginTlsAsync(_server.Port, Login, Password, TlsClient.Only(round % 2 == 0 ? SslProtocols.Tls13 : SslProtocols.Tls12));
        await wire.ListAsync("NLST");
        await wire.ListAsync("MLSD");
        await wire.QuitAsync();
        return 3;
    }

    private async Task<(string Fingerprint, long Since)> ChangeAsync(Change change, int i)
    {
        switch (change)
        {
            case Change.Use:
                var name = i % 8 == 0 ? "one" : "two";
                var fingerprint = await FingerprintAsync(name);
                await _server.CtlOkAsync("certificates", "use", name);
                return (fingerprint, Stopwatch.GetTimestamp());
            case Change.Replace:
                await _server.CtlOkAsync("certificates", "use", "imported");
                return (await ImportAsync("imported", replace: true), Stopwatch.GetTimestamp());
            case Change.Renewal:
                await _server.CtlOkAsync("certificates", "use", "watched");
                return (await RenewAsync(), Stopwatch.GetTimestamp());
            default:
                var renewed = await RenewAsync();
                await HangupAsync();
                return (renewed, Stopwatch.GetTimestamp());
        }
    }

    private async Task<string> ImportAsync(string name, bool replace)
    {
        using var certificate = _authority.Server($"{name}.example.test");
        var (pem, key) = (Path.Combine(_pairs, "import.pem"), Path.Combine(_pairs, "import.key"));
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem() + "\n" + _authority.Pem);
        await File.WriteAllTextAsync(key, TestAuthority.KeyPem(certificate));
        await _server.CtlOkAsync(["certificates", "import", name, "--certificate", pem, "--key", key, .. replace ? new[] { "--replace" } : []]);
        return TestAuthority.Fingerprint(certificate);
    }

    /// <summary>As certbot does: new files beside the old ones, then renamed over them, one after the other; between the two the pair does not fit.</summary>
    private async Task<string> RenewAsync()
    {
        using var certificate = _authority.Server("watched.example.test");
        await WritePairAsync(certificate.ExportCertificatePem() + "\n" + _authority.Pem, TestAuthority.KeyPem(certificate));
        return TestAuthority.Fingerprint(certificate);
    }

    private async Task WritePairAsync(string certificate, string key)
    {
        await File.WriteAllTextAsync(CertificatePath + ".new", certificate);
        await File.WriteAllTextAsync(KeyPath + ".new", key);
        File.Move(CertificatePath + ".new", CertificatePath, overwrite: true);
        File.Move(KeyPath + ".new", KeyPath, overwrite: true);
    }

    private Task HangupAsync() => Programs.RunAsync("kill", ["-HUP", _server.Pid.ToString(CultureInfo.InvariantCulture)]);

    private async Task TroubleAsync(string what, bool isThere)
    {
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        while (HasTrouble(await _server.CtlJsonAsync("certificates", "show", "watched")) != isThere)
        {
            Assert.False(bound.IsCancellationRequested, $"{what}: trouble expected {isThere}");
        }

        static bool HasTrouble(System.Text.Json.JsonElement shown) =>
            shown.TryGetProperty("trouble", out var trouble) && trouble.ValueKind == System.Text.Json.JsonValueKind.String && trouble.GetString() != "";
    }

    /// <summary>How long after <paramref name="since"/> the first new handshake showed the certificate.</summary>
    private async Task<TimeSpan> ServedAsync(string fingerprint, long since)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await ProbeAsync() is var shown && shown != fingerprint)
        {
            Assert.False(bound.IsCancellationRequested, $"{shown} is still served, not {fingerprint}");
        }

        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>The fingerprint that a new handshake shows.</summary>
    private async Task<string> ProbeAsync()
    {
        await using var wire = await FtpWire.ConnectAsync(_server.Port);
        await wire.StartTlsAsync(new TlsClient { Resume = false }, protect: false);
        return Shown(wire);
    }

    private async Task<string> FingerprintAsync(string name) =>
        (await _server.CtlJsonAsync("certificates", "show", name)).GetProperty("fingerprint").GetString()!.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Shown(FtpWire wire) => TestAuthority.Fingerprint((X509Certificate2)wire.Tls!.RemoteCertificate!);
}
