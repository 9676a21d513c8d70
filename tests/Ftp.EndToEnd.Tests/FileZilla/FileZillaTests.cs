using System.Security.Cryptography.X509Certificates;
using Ftp.EndToEnd.Tests.Clients.Tls;
using Ftp.Testing;
using Xunit;

namespace Ftp.EndToEnd.Tests.FileZilla;

/// <summary>FileZilla's client (GnuTLS) under Xvfb against the default policy: its data connections pass because they resume the session of its control connection.</summary>
[Collection(TlsClientTests.Name)]
public sealed class FileZillaTests(TlsServer server)
{
    private const int Implicit = 3;
    private const int Explicit = 4;

    [Theory]
    [InlineData(Explicit, true)]
    [InlineData(Explicit, false)]
    [InlineData(Implicit, true)]
    public async Task FileZilla_lists_a_directory(int protocol, bool passive)
    {
        using var home = new TemporaryFolder();
        var profile = Prepare(home, protocol, passive, out _);
        Assert.Contains("tls-data-binding = same-session, from default", await server.Server.CtlOkAsync("settings", "get", "tls-data-binding"), StringComparison.Ordinal);
        var before = server.Server.Output.Length;
        await using var screen = await Screen.StartAsync(TestContext.Current.CancellationToken);
        await using var client = FileZillaClient.Start(screen, profile, home.Root);
        await client.SaidAsync("TLS connection established");
        await client.SaidAsync("PROT P");
        await client.SaidAsync("Response: 226 ");
        await client.SaidAsync("Directory listing of \"/\" successful");
        // its own judgement of the data connection; it would have asked the user otherwise
        await ResumedAsync(profile);
        await server.LoggedAsync("tls.started");
        Assert.DoesNotContain("refused.tls", server.Server.Output[before..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileZilla_works_through_its_queue()
    {
        using var home = new TemporaryFolder();
        var profile = Prepare(home, Explicit, passive: true, out var site);
        var names = (string[])[$"{Guid.NewGuid():N} ö.bin", $"{Guid.NewGuid():N}.bin"];
        Directory.CreateDirectory(home.Path("local"));
        await File.WriteAllBytesAsync(home.Path("local", names[0]), Trees.Bytes(3_000_000, 61), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(server.Stored(names[1]), Trees.Bytes(2_000_000, 62), TestContext.Current.CancellationToken);
        await profile.QueueAsync(site, home.Path("local"), uploads: [names[0]], downloads: [names[1]]);
        await using var screen = await Screen.StartAsync(TestContext.Current.CancellationToken);
        await using var client = FileZillaClient.Start(screen, profile, home.Root);
        await client.SaidAsync("Directory listing of \"/\" successful");
        await screen.PressControlAsync('p');
        await client.SaidAsync("File transfer successful");
        await client.SaidAsync("File transfer successful");
        Assert.Equal(Trees.Sum(home.Path("local", names[0])), Trees.Sum(server.Stored(names[0])));
        Assert.Equal(Trees.Sum(server.Stored(names[1])), Trees.Sum(home.Path("local", names[1])));
    }

    private Profile Prepare(TemporaryFolder home, int protocol, bool passive, out Site site)
    {
        site = new Site(server.PortOf(protocol == Implicit), protocol, TlsServer.Login, TlsServer.Password, passive);
        var profile = new Profile(home.Root);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(server.Trusted);
        profile.Write(site, certificate);
        return profile;
    }

    private static async Task ResumedAsync(Profile profile)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string text;
        do
        {
            Assert.False(bound.IsCancellationRequested, "FileZilla did not note that the data connection had resumed");
            text = await File.ReadAllTextAsync(profile.TrustFile, TestContext.Current.CancellationToken);
        }
        while (!text.Contains("\">true</Entry>", StringComparison.Ordinal));
    }
}
