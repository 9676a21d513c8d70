using System.Net;
using System.Net.Sockets;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>A server with the defaults of FTPS and an implicit port; ada and mallory have every right on a resource of their own each.</summary>
public sealed class SecuredServer : IAsyncLifetime
{
    public const string Login = "ada";
    public const string Password = "Lovelace-1815";
    public const string Thief = "mallory";
    public const string ThiefPassword = "Malice-1999";

    public ServerProcess Server { get; private set; } = null!;

    public int Port => Server.Port;

    public int ImplicitPort { get; } = FreePort();

    public string Files => Server.FilesOf(Login);

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.StartAsync([$"ftp.settings.implicit-tls-port={ImplicitPort}", "ftp.settings.maximum-connections=1000"]);
        await Server.AddUserAsync(Login, Password);
        await Server.AddUserAsync(Thief, ThiefPassword);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal Task<FtpWire> LoginAsync(TlsClient? client = null) => LoginAsync(Login, Password, client);

    internal async Task<FtpWire> LoginAsync(string login, string password, TlsClient? client = null)
    {
        var wire = await FtpWire.LoginTlsAsync(Port, login, password, client);
        await wire.ExpectAsync("TYPE I", 200);
        return wire;
    }

    /// <summary>Sets a key, does something, and sets it back.</summary>
    internal async Task WithSettingAsync(string key, string value, Func<Task> act)
    {
        await Server.CtlOkAsync("settings", "set", key, value);
        try
        {
            await act();
        }
        finally
        {
            await Server.CtlOkAsync("settings", "reset", key);
        }
    }

    /// <summary>No session is left and the descriptors are back where they were.</summary>
    internal async Task SettledAsync(int descriptors)
    {
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        while ((await Server.CtlJsonAsync("status")).GetProperty("sessions").GetInt32() > 0 || Server.DescriptorCount() > descriptors + 5)
        {
            Assert.False(bound.IsCancellationRequested, $"descriptors {descriptors} → {Server.DescriptorCount()}");
        }
    }

    internal static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

/// <summary>Attempts by the hundred, a few at a time; the first that fails names its number and the seed.</summary>
internal static class Attempts
{
    public static Task RunAsync(int count, int atOnce, Func<int, Random, Task> attempt) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            try
            {
                await attempt(i, Ftp.Testing.TestScale.Seeded(i + 1));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"attempt {i} (FTP_SEED={Ftp.Testing.TestScale.Seed}): {e.Message}", e);
            }
        });

    public static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>How connections fail on the client's side.</summary>
    public static bool IsBreak(Exception e) => e is IOException or SocketException or System.Security.Authentication.AuthenticationException or WireException or ObjectDisposedException;
}
