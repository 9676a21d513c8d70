using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.EndToEnd.Tests.Certificates;

/// <summary>What a start and SIGHUP do with certificates, and what they say.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class CertificateStartTests
{
    [Fact]
    public async Task The_first_start_makes_a_certificate_tells_its_fingerprint_and_later_starts_use_it()
    {
        await using var server = await ServerProcess.StartAsync();
        var made = Assert.Single(Lines(server, "made the self-signed certificate 'auto'"));
        Assert.Contains("clients must be told to trust it, by its SHA-256 fingerprint", made, StringComparison.Ordinal);
        var fingerprint = Fingerprint().Match(made).Value;
        Assert.Equal(95, fingerprint.Length);
        var uses = Assert.Single(Lines(server, "FTPS uses the certificate 'auto': "));
        Assert.Contains(fingerprint, uses, StringComparison.Ordinal);
        Assert.Matches("valid until 20[0-9]{2}-[0-9]{2}-[0-9]{2} ", uses);
        var keys = Path.Combine(server.DataDirectory, "certificates");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(keys));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(keys))));

        await server.KillAsync();
        await server.RestartAsync();
        Assert.Single(Lines(server, "made the self-signed certificate"));
        Assert.Equal([uses, uses], Lines(server, "FTPS uses the certificate 'auto': "));
    }

    [Fact]
    public async Task Without_FTPS_no_certificate_is_made_and_a_missing_one_is_named_but_FTP_opens()
    {
        await using var server = await ServerProcess.StartAsync(["ftp.settings.certificate=none"]);
        Assert.Single(Lines(server, "FTPS is not offered (certificate = none)"));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.DataDirectory, "certificates")));

        Assert.Equal(0, await server.StopAsync(TestContext.Current.CancellationToken));
        await server.RestartAsync(["ftp.settings.certificate=shop"]);
        Assert.Single(Lines(server, "FTPS cannot be had: the certificate 'shop' that the settings name is not in the store"));
    }

    [Fact]
    public async Task A_lost_key_does_not_stop_a_start_and_is_named()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.KillAsync();
        File.Delete(Assert.Single(Directory.GetFiles(Path.Combine(server.DataDirectory, "certificates"))));
        await server.RestartAsync();
        Assert.Matches("FTPS cannot be had: the certificate 'auto' cannot be used: its key file .* does not exist", server.Output);
    }

    [Fact]
    public async Task SIGHUP_without_watched_certificates_harms_nobody()
    {
        await using var server = await ServerProcess.StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            await HangUpAsync(server);
            await UntilAsync(() => Lines(server, "SIGHUP: no certificate watches files").Length == i);
        }

        Assert.Contains("on", await server.CtlOkAsync("status"), StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SIGHUP_tells_what_became_of_a_watched_pair()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync();
        var (certificate, key) = (folder.Path("fullchain.pem"), folder.Path("privkey.pem"));
        await MakeAsync("one.example.com");
        await server.CtlOkAsync("certificates", "watch", "live", "--certificate", certificate, "--key", key);
        await HangUpAsync(server);
        await UntilAsync(() => Lines(server, $"certificate 'live' ({certificate}): unchanged; one.example.com").Length == 1);

        await MakeAsync("two.example.com");
        await HangUpAsync(server);
        await UntilAsync(() => server.Output.Contains("; two.example.com, valid until", StringComparison.Ordinal));
        await File.WriteAllTextAsync(key, "half", TestContext.Current.CancellationToken);
        await HangUpAsync(server);
        await UntilAsync(() => Lines(server, $"certificate 'live' ({certificate}): not taken, the last good ones serve").Length == 1);

        // a restart while the files are broken serves the copy of the last good ones
        await server.KillAsync();
        await server.RestartAsync();
        Assert.Contains("two.example.com", await server.CtlOkAsync("certificates", "list"), StringComparison.Ordinal);

        async Task MakeAsync(string name) => (await Programs.RunAsync(
            "openssl", ["req", "-x509", "-nodes", "-days", "90", "-newkey", "rsa:2048", "-keyout", key, "-out", certificate, "-subj", $"/CN={name}"])).Expect("openssl");
    }

    private static string[] Lines(ServerProcess server, string beginning) => [.. server.Output.Split('\n').Where(l => l.StartsWith(beginning, StringComparison.Ordinal))];

    private static async Task HangUpAsync(ServerProcess server)
    {
        using var kill = Process.Start("kill", ["-HUP", server.Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    [GeneratedRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}")]
    private static partial Regex Fingerprint();
}
