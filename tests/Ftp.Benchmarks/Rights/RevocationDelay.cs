using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;

namespace Ftp.Benchmarks.Rights;

/// <summary>
/// <c>dotnet run -c Release --project tests/Ftp.Benchmarks -- revocation [TRANSFERS] [ROUNDS]</c>: from the acknowledgement of a revocation to the reset that each running transfer's client
/// sees. Both ends share the machine, so the figures are upper bounds. A reset that came before the acknowledgement counts as 0.
/// </summary>
internal static class RevocationDelay
{
    private const string Password = "Lovelace-1815";

    public static async Task<int> RunAsync(string[] args)
    {
        var transfers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        await using var server = await ServerProcess.StartAsync([$"ftp.settings.maximum-connections={transfers}", "ftp.settings.passive-ports=20000-23999"]);
        await server.CtlOkAsync("resources", "add", "shared", "--source", "shared", "--create");
        await server.AddUserAsync("ada", Password, "--description", "whose right goes");
        await using (var file = File.Create(Path.Combine(server.Files, "shared", "big")))
        {
            file.SetLength(1L << 30);
        }

        var delays = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            delays.AddRange(await RoundAsync(server, transfers));
        }

        delays.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rounds} revocations under {transfers} transfers: reset after {delays[0]:F0} to {delays[^1]:F0} ms, median {At(0.5):F0}, 95 % {At(0.95):F0}, 99 % {At(0.99):F0}"));
        return 0;

        double At(double part) => delays[(int)(part * (delays.Count - 1))];
    }

    private static async Task<double[]> RoundAsync(ServerProcess server, int transfers)
    {
        await server.CtlOkAsync("rights", "grant", "shared", "--user", "ada", "--rights", "view");
        var running = new List<(FtpWire Wire, Task<long> Reset)>();
        for (var i = 0; i < transfers; i++)
        {
            var wire = await FtpWire.LoginAsync(server.Port, "ada", Password);
            var data = await wire.TransferAsync("RETR /shared/big");
            running.Add((wire, ResetAsync(data)));
        }

        await server.CtlOkAsync("rights", "revoke", "shared", "--user", "ada");
        var acknowledged = Stopwatch.GetTimestamp();
        var delays = new double[transfers];
        for (var i = 0; i < transfers; i++)
        {
            delays[i] = Math.Max(0, Stopwatch.GetElapsedTime(acknowledged, await running[i].Reset).TotalMilliseconds);
            await running[i].Wire.DisposeAsync();
        }

        return delays;
    }

    /// <summary>Reads a little now and then, so that the transfer lives but never ends.</summary>
    private static async Task<long> ResetAsync(WireData data)
    {
        var buffer = new byte[4096];
        try
        {
            while (await data.Socket.ReceiveAsync(buffer) > 0)
            {
                await Task.Delay(1);
            }
        }
        catch (SocketException)
        {
            // what is waited for
        }

        var at = Stopwatch.GetTimestamp();
        await data.DisposeAsync();
        return at;
    }
}
