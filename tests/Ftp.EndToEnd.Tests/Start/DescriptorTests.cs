using System.Globalization;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

public sealed class DescriptorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Running_out_of_descriptors_is_said_survived_and_over_when_there_are_some_again()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var wire = await FtpWire.LoginAsync(server.Port, "anonymous", "me@");
        // once before, so that no part of the program is still to be loaded
        await wire.DownloadAsync("NLST public");

        await LimitAsync(server, "1:");
        Assert.Equal(425, (await wire.CommandAsync("EPSV")).Code);
        var waiting = FtpWire.ConnectAsync(server.Port);
        await SaidAsync(server, "no data connections can be made: the process has no free file descriptors");
        await SaidAsync(server, "no connections can be accepted on");
        await LimitAsync(server, "4096:");

        await using var late = await waiting;
        Assert.Equal(["descriptors"], await AlarmsAsync(server));
        await wire.DownloadAsync("NLST public");
        Assert.Empty(await AlarmsAsync(server));
    }

    private static async Task LimitAsync(ServerProcess server, string limit) =>
        (await Programs.RunAsync("prlimit", ["--pid", server.Pid.ToString(CultureInfo.InvariantCulture), "--nofile=" + limit])).Expect("prlimit");

    private static async Task<string[]> AlarmsAsync(ServerProcess server) =>
        [.. (await server.CtlJsonAsync("status")).GetProperty("alarms").EnumerateArray().Select(a => a.GetProperty("key").GetString()!).Where(k => k is "descriptors" || k.StartsWith("listener", StringComparison.Ordinal))];

    private static async Task SaidAsync(ServerProcess server, string text)
    {
        using var bound = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!server.Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(bound.IsCancellationRequested, $"nobody said '{text}' in:\n{server.Output}");
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
