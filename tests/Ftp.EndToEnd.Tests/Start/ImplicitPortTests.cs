using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

/// <summary>The port for implicit TLS, as the start, <c>check</c> and <c>ctl</c> treat it: like the control port.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImplicitPortTests : IDisposable
{
    private readonly DirectoryInfo _here = Directory.CreateTempSubdirectory("ftp-implicit-");
    private readonly int _port = FreePort();
    private readonly int _tlsPort = FreePort();

    private string Data => Path.Combine(_here.FullName, "data");

    public void Dispose() => _here.Delete(recursive: true);

    [Fact]
    public async Task The_start_says_which_port_is_for_implicit_TLS_and_leaves_the_plain_line_as_it_was()
    {
        await using var host = HostProcess.Start(_here.FullName, Settings(_tlsPort));
        await host.LineAsync("ready");
        Assert.Contains($"\nFTP listens on 127.0.0.1:{_port}\n", host.Output, StringComparison.Ordinal);
        Assert.Contains($"\nFTP listens on 127.0.0.1:{_tlsPort} (implicit TLS)\n", host.Output, StringComparison.Ordinal);
        await ConnectAsync(_tlsPort);
    }

    [Fact]
    public async Task A_busy_one_stops_the_start_before_anything_is_made_and_is_an_error_of_check()
    {
        using var other = Listen(_tlsPort);
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, Settings(_tlsPort));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"ftp.settings.implicit-tls-port = {_tlsPort} is in use by another program", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));

        (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. Settings(_tlsPort)]);
        Assert.Equal(1, code);
        Assert.Contains($"error: ftp.settings.implicit-tls-port = {_tlsPort} is in use", output, StringComparison.Ordinal);
        Assert.Contains($"ok: port {_port} is free", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_port_for_both_stops_the_start_and_is_an_error_of_check()
    {
        var line = $"ftp.settings.implicit-tls-port = {_port} is the control port";
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, Settings(_port));
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"ftp-host: {line}", error, StringComparison.Ordinal);

        (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. Settings(_port)]);
        Assert.Equal(1, code);
        Assert.Contains($"error: {line}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_certificate_it_stays_closed_and_the_start_and_check_say_so()
    {
        string[] settings = [.. Settings(_tlsPort), "--set", "ftp.settings.certificate=none"];
        var line = $"ftp.settings.implicit-tls-port = {_tlsPort} stays closed";
        var (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. settings]);
        Assert.Equal(0, code);
        Assert.Contains($"warning: {line}", output, StringComparison.Ordinal);

        await using var host = HostProcess.Start(_here.FullName, settings);
        await host.LineAsync("ready");
        Assert.Contains(line, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("(implicit TLS)", host.Output, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(_tlsPort));
    }

    [Fact]
    public async Task Ctl_opens_and_closes_it_on_a_running_server_and_a_busy_one_changes_nothing()
    {
        await using var host = HostProcess.Start(_here.FullName, Settings(null));
        await host.LineAsync("ready");

        Assert.Equal(0, (await CtlAsync("settings", "set", "implicit-tls-port", Text(_tlsPort))).Code);
        await ConnectAsync(_tlsPort);

        var busy = FreePort();
        using (Listen(busy))
        {
            var (code, _, error) = await CtlAsync("settings", "set", "implicit-tls-port", Text(busy));
            Assert.Equal(1, code);
            Assert.Contains("ftp.settings.implicit-tls-port", error, StringComparison.Ordinal);
        }

        await ConnectAsync(_tlsPort);
        Assert.Equal(0, (await CtlAsync("settings", "set", "implicit-tls-port", "off")).Code);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(_tlsPort));
        await ConnectAsync(_port);
    }

    [Fact]
    public async Task Ctl_refuses_a_certificate_that_there_is_not()
    {
        await using var host = HostProcess.Start(_here.FullName, Settings(null));
        await host.LineAsync("ready");
        var (code, _, error) = await CtlAsync("settings", "set", "certificate", "nowhere");
        Assert.Equal(1, code);
        Assert.Contains("no certificate 'nowhere'", error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> CtlAsync(params string[] words) => HostProcess.RunAsync(_here.FullName, ["ctl", "--data", Data, .. words]);

    private string[] Settings(int? tlsPort) =>
    [
        "--hocon", "/dev/null",
        "--set", $"ftp.settings.port={Text(_port)}",
        .. tlsPort is { } port ? new[] { "--set", $"ftp.settings.implicit-tls-port={Text(port)}" } : [],
        "--set", "ftp.settings.addresses=[\"127.0.0.1\"]",
        "--set", "ftp.storage.minimum-free=0",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task ConnectAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }

    private static int FreePort()
    {
        using var socket = Listen(0);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
