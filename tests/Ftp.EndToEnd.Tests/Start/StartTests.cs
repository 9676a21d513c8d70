using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Ftp.Host.Start;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

/// <summary>A start that cannot be good ends with one clear line and exit code 1, and nothing half-started.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _here = Directory.CreateTempSubdirectory("ftp-start-");
    private readonly int _port = FreePort();

    private string Data => Path.Combine(_here.FullName, "data");

    public void Dispose() => _here.Delete(recursive: true);

    [Theory]
    [InlineData("ftp.settings.prot=2121", "ftp-host: ftp.settings.prot = \"2121\": no such setting; did you mean ftp.settings.port?")]
    [InlineData("ftp.settings.port=abc", "ftp-host: ftp.settings.port = \"abc\": not a port; allowed: 1 to 65535")]
    public async Task A_bad_setting_stops_the_start(string set, string line)
    {
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, "--set", set);
        Assert.Equal((1, "", line), (code, output, error.Trim()));
        Assert.Empty(_here.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_stops_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_here.FullName, "file"), "", TestContext.Current.CancellationToken);
        var (code, _, error) = await HostProcess.RunAsync(_here.FullName, [.. Settings(), "--set", "ftp.node.data-directory=file/data"]);
        Assert.Equal(1, code);
        Assert.StartsWith($"ftp-host: data directory {_here.FullName}/file/data: ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_busy_port_stops_the_start_before_anything_is_made()
    {
        using var other = Listen(_port);
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, Settings());
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"{_port} is in use", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_busy_port_from_the_files_stops_a_later_start_too()
    {
        await using (var first = await ReadyAsync())
        {
            await first.SignalAsync("TERM");
            Assert.Equal(0, await first.EndAsync());
        }

        using var other = Listen(_port);
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, Settings());
        Assert.Equal(1, code);
        Assert.DoesNotContain("ready", output, StringComparison.Ordinal);
        Assert.Contains($"port {_port}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_names_the_pid_of_the_first()
    {
        await using var first = await ReadyAsync();
        var (code, _, error) = await HostProcess.RunAsync(_here.FullName, Settings(FreePort()));
        Assert.Equal(1, code);
        Assert.Equal($"ftp-host: data directory {Data} is in use by another server, pid {first.Pid}", error.Trim());
    }

    [Fact]
    public async Task A_first_start_says_where_everything_is_and_a_second_start_does_not_explain_again()
    {
        await using (var first = await ReadyAsync())
        {
            Assert.Contains($"data directory {Data}\n", first.Output, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(Data, "files", "public"), first.Output, StringComparison.Ordinal);
            Assert.Contains("users add NAME", first.Output, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
            await first.SignalAsync("KILL");
            await first.EndAsync();
        }

        // the lock of a killed server is nobody's
        await using var second = await ReadyAsync();
        Assert.Contains($"data directory {Data}\n", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("users add NAME", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_it_in_order(string signal)
    {
        await using var host = await ReadyAsync();
        await host.SignalAsync("HUP");
        await host.SignalAsync(signal);
        Assert.Equal(0, await host.EndAsync());
        Assert.EndsWith("stopping\nstopped\n", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_binds_nothing_and_makes_nothing()
    {
        var (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. Settings()]);
        Assert.Equal(0, code);
        Assert.Contains($"data directory {Data} will be made", output, StringComparison.Ordinal);
        Assert.Empty(_here.EnumerateFileSystemInfos());

        using var other = Listen(_port);
        (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. Settings()]);
        Assert.Equal(1, code);
        Assert.Contains($"error: ftp.settings.port = {_port} is in use by another program", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_further_root_that_is_missing_is_a_warning_of_check_as_it_is_an_alarm_of_the_server()
    {
        string[] settings = [.. Settings(), "--set", "ftp.storage.more-roots={nas = \"/nowhere/nas\"}"];
        var (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. settings]);
        Assert.Equal(0, code);
        Assert.Contains("warning: ftp.storage.more-roots.nas /nowhere/nas", output, StringComparison.Ordinal);
        await using var host = HostProcess.Start(_here.FullName, settings);
        await host.LineAsync("ready");
    }

    [Fact]
    public async Task Check_is_good_beside_the_running_server()
    {
        await using var host = await ReadyAsync();
        var (code, output, _) = await HostProcess.RunAsync(_here.FullName, ["check", .. Settings()]);
        Assert.Equal(0, code);
        Assert.Contains($"in use by a running server, pid {host.Pid}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_a_newer_version_are_left_alone()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "format"), "99\n", TestContext.Current.CancellationToken);
        var (code, _, error) = await HostProcess.RunAsync(_here.FullName, Settings());
        Assert.Equal(1, code);
        Assert.Contains("has format 99, this version reads up to 1", error, StringComparison.Ordinal);
        Assert.Equal((1, "error"), await CheckAsync());

        async Task<(int Code, string Verdict)> CheckAsync()
        {
            var check = await HostProcess.RunAsync(_here.FullName, ["check", .. Settings()]);
            return (check.Code, check.Output.Split('\n').First(l => l.Contains("format 99", StringComparison.Ordinal))[..5]);
        }
    }

    [Theory]
    [InlineData("chekc", "did you mean check?")]
    [InlineData("--hocno", "did you mean --hocon?")]
    [InlineData("--set", "--set needs KEY=VALUE")]
    [InlineData("--set=x", "KEY=VALUE is needed")]
    public async Task A_wrong_command_line_is_told_the_right_one(string arg, string advice)
    {
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, arg);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_printed_and_nothing_else()
    {
        var (code, output, error) = await HostProcess.RunAsync(_here.FullName, "--version");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal($"ftp-host {ProductVersion.Text}\n", output);
    }

    private async Task<HostProcess> ReadyAsync()
    {
        var host = HostProcess.Start(_here.FullName, Settings());
        await host.LineAsync("ready");
        return host;
    }

    private string[] Settings(int? port = null) =>
    [
        "--hocon", "/dev/null",
        "--set", string.Create(CultureInfo.InvariantCulture, $"ftp.settings.port={port ?? _port}"),
        "--set", "ftp.settings.addresses=[\"127.0.0.1\"]",
        "--set", "ftp.storage.minimum-free=0",
    ];

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
