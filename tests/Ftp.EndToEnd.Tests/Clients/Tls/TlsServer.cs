using System.Net;
using System.Net.Sockets;
using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

[CollectionDefinition(Name)]
public sealed class TlsClientTests : ICollectionFixture<TlsServer>
{
    public const string Name = "clients over TLS";
}

/// <summary>A server with the default TLS policy and an implicit port beside the explicit one. Its certificate is for the names and addresses of the loopback, so that clients verify it as they would in earnest.</summary>
public class TlsServer : IAsyncLifetime
{
    public const string Login = "ada";
    public const string Password = "Lovelace-1815";

    private readonly string[] _settings;

    public TlsServer()
        : this([])
    {
    }

    protected TlsServer(string[] settings) => _settings = settings;

    public ServerProcess Server { get; private set; } = null!;

    public int ImplicitPort { get; } = FreePort();

    /// <summary>PEM file with the server's certificate: the only one that the clients trust.</summary>
    public string Trusted => Path.Combine(Server.DataDirectory, "trusted.pem");

    public string Files => Server.FilesOf(Login);

    public int PortOf(bool isImplicit) => isImplicit ? ImplicitPort : Server.Port;

    public string Stored(string name) => Path.Combine(Files, name);

    public virtual async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.StartAsync([$"ftp.settings.implicit-tls-port={ImplicitPort}", "ftp.settings.maximum-connections=1000", .. _settings]);
        await Server.AddUserAsync(Login, Password);
        await Server.CtlOkAsync("certificates", "create", "loopback", "--name", "localhost", "--name", "127.0.0.1", "--name", "::1");
        await Server.CtlOkAsync("certificates", "use", "loopback");
        await File.WriteAllTextAsync(Trusted, await Server.CtlOkAsync("certificates", "show", "loopback", "--pem"));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An account whose data connections need not resume anything.</summary>
    internal async Task AddByAddressAsync(string login)
    {
        await Server.AddUserAsync(login, Password);
        await Server.CtlOkAsync("users", "set", login, "--data-binding", "address");
    }

    /// <summary>The log has said it.</summary>
    internal async Task LoggedAsync(string text)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!Server.Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(bound.IsCancellationRequested, $"the log does not say '{text}':\n{Server.Output}");
            await Task.Yield();
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
