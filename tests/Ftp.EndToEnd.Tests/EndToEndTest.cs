using Ftp.Testing.Processes;
using Xunit;

[assembly: AssemblyFixture(typeof(Ftp.EndToEnd.Tests.SharedServer))]

namespace Ftp.EndToEnd.Tests;

/// <summary>One server for the tests that need nothing special: account ada with every right on a resource of her own, guests as on a first start.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public const string Login = "ada";

    public const string Password = "Lovelace-1815";

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.StartAsync(["ftp.settings.maximum-connections=1000"]);
        await Server.AddUserAsync(Login, Password);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
