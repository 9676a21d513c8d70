using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>CVE-2011-1575 and its kin: what somebody on the way puts in clear behind AUTH TLS must never be taken as said inside TLS.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InjectionTests : IAsyncLifetime
{
    private const string Login = "ada";
    private const string Password = "Lovelace-1815";

    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync();
        await _server.AddUserAsync(Login, Password);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private enum Place
    {
        /// <summary>In one stream with AUTH, the client then waits for 234.</summary>
        BehindAuth,
        /// <summary>In one stream with AUTH and the ClientHello.</summary>
        BetweenAuthAndHello,
        /// <summary>After the 234 was read, in one stream with the ClientHello.</summary>
        Behind234,
    }

    [Fact]
    public async Task Of_commands_in_clear_behind_AUTH_none_is_executed_and_none_is_answered()
    {
        var outcomes = new ConcurrentDictionary<string, int>();
        await Attempts.RunAsync(TestScale.Of(1000), 16, async (i, random) =>
        {
            var place = (Place)random.Next(3);
            var loggedIn = random.Next(2) == 0;
            Prepare(i);
            var outcome = await InjectAsync(i, place, loggedIn, random);
            outcomes.AddOrUpdate($"{place}: {outcome}", 1, (_, n) => n + 1);
            AssertUntouched(i);
        });
        foreach (var (outcome, n) in outcomes.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            Attempts.Report($"{n} × {outcome}");
        }
    }

    [Fact]
    public async Task The_same_commands_are_executed_where_no_AUTH_stands_before_them()
    {
        Prepare(1_000_000);
        await using var wire = await FtpWire.ConnectAsync(_server.Port);
        await wire.SendRawAsync(Encoding.ASCII.GetBytes(Injected(1_000_000, loggedIn: false) + "QUIT\r\n"));
        while ((await wire.ReadAsync()).Code != 221)
        {
        }

        Assert.ThrowsAny<Exception>(() => AssertUntouched(1_000_000));
    }

    [Fact]
    public async Task A_user_named_in_clear_needs_naming_again_inside_tls()
    {
        await using var wire = await FtpWire.ConnectAsync(_server.Port);
        await wire.ExpectAsync($"USER {Login}", 331);
        await wire.StartTlsAsync(protect: false);
        await wire.ExpectAsync($"PASS {Password}", 503);
        await wire.ExpectAsync("PWD", 530);
        await wire.ExpectAsync($"USER {Login}", 331);
        await wire.ExpectAsync($"PASS {Password}", 230);
    }

    [Fact]
    public async Task A_rename_begun_in_clear_has_no_second_half_inside_tls()
    {
        Prepare(1_000_001);
        await using var wire = await FtpWire.LoginAsync(_server.Port, Login, Password);
        await wire.ExpectAsync("RNFR victim1000001", 350);
        await wire.StartTlsAsync(protect: false);
        await wire.ExpectAsync("RNTO stolen1000001", 530);
        await wire.ExpectAsync($"USER {Login}", 331);
        await wire.ExpectAsync($"PASS {Password}", 230);
        await wire.ExpectAsync("RNTO stolen1000001", 503);
        AssertUntouched(1_000_001);
    }

    private static string Injected(int i, bool loggedIn) =>
        (loggedIn ? "" : $"USER {Login}\r\nPASS {Password}\r\n")
        + $"MKD injected{i}\r\nSITE CHMOD 606 victim{i}\r\nRNFR victim{i}\r\nRNTO stolen{i}\r\nDELE stolen{i}\r\n";

    private async Task<string> InjectAsync(int i, Place place, bool loggedIn, Random random)
    {
        await using var wire = loggedIn ? await FtpWire.LoginAsync(_server.Port, Login, Password) : await FtpWire.ConnectAsync(_server.Port);
        wire.Below.Segments = () => random.Next(1, random.Next(2) == 0 ? 8 : 200);
        var injected = Encoding.ASCII.GetBytes(Injected(i, loggedIn));
        var auth = "AUTH TLS\r\n"u8.ToArray();
        try
        {
            if (place == Place.BetweenAuthAndHello)
            {
                wire.Below.Glue([.. auth, .. injected]);
                return await RawHelloAsync(wire);
            }

            await wire.SendRawAsync(place == Place.BehindAuth ? [.. auth, .. injected] : auth);
            var answer = await wire.ReadAsync();
            if (answer.Code != 234)
            {
                Assert.InRange(answer.Code, 400, 599);
                Assert.DoesNotContain(await RepliesToEndAsync(wire), r => r.Code < 400);
                return $"refused with {answer.Code}";
            }

            if (place == Place.Behind234)
            {
                wire.Below.Glue(injected);
            }

            await wire.HandshakeAsync();
        }
        catch (Exception e) when (Attempts.IsBreak(e))
        {
            Assert.DoesNotContain("in clear stand", e.Message, StringComparison.Ordinal);
            return "the connection ended";
        }

        // every reply inside TLS belongs to what was said inside TLS, and nobody is logged in
        await wire.ExpectAsync("PBSZ 0", 200);
        await wire.ExpectAsync("PWD", 530);
        await wire.ExpectAsync($"PASS {Password}", 503);
        await wire.ExpectAsync($"USER {Login}", 331);
        await wire.ExpectAsync($"PASS {Password}", 230);
        await wire.ExpectAsync($"RNTO stolen{i}", 503);
        await wire.ExpectAsync("QUIT", 221);
        Assert.True(await wire.ClosedAsync());
        return "discarded, TLS went on";
    }

    /// <summary>AUTH, the commands and a ClientHello leave together. What comes back is a 234 and then TLS records or the end, nothing else in clear.</summary>
    private static async Task<string> RawHelloAsync(FtpWire wire)
    {
        await wire.SendRawAsync(RawTls.Hello(0x0303, RawTls.GoodSuites));
        // the hello may have gone the way of the injected commands: this end, not the login-timeout, tells the server that no other comes
        wire.Control.Shutdown(SocketShutdown.Send);
        var answer = await wire.ReadAsync();
        var rest = await wire.ReadRawToEndAsync();
        Assert.True(rest.Length == 0 || rest[0] is RawTls.Alert or RawTls.Handshake, Encoding.ASCII.GetString(rest));
        return rest.Length == 0 ? $"{answer.Code} and the end" : rest[0] == RawTls.Alert ? $"{answer.Code} and an alert" : $"{answer.Code} and a ServerHello";
    }

    private static async Task<List<WireReply>> RepliesToEndAsync(FtpWire wire)
    {
        List<WireReply> replies = [];
        try
        {
            while (true)
            {
                replies.Add(await wire.ReadAsync());
            }
        }
        catch (Exception e) when (Attempts.IsBreak(e))
        {
            return replies;
        }
    }

    private string Victim(int i) => Path.Combine(_server.FilesOf(Login), $"victim{i}");

    private void Prepare(int i)
    {
        File.WriteAllText(Victim(i), "still here");
        File.SetUnixFileMode(Victim(i), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void AssertUntouched(int i)
    {
        Assert.Equal("still here", File.ReadAllText(Victim(i)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Victim(i)));
        Assert.False(Directory.Exists(Path.Combine(_server.FilesOf(Login), $"injected{i}")));
        Assert.False(File.Exists(Path.Combine(_server.FilesOf(Login), $"stolen{i}")));
    }
}
