using System.Globalization;
using System.Text;
using Ftp.Testing;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>What comes in no order, and what breaks off: the process lives, nothing is done before a login, and nothing is left behind.</summary>
public sealed class TlsFuzzTests(SecuredServer tls) : IClassFixture<SecuredServer>
{
    [Fact]
    public async Task Security_commands_in_every_order_get_one_reply_each_and_do_nothing_before_login()
    {
        var descriptors = await WarmAsync();
        var victim = Path.Combine(tls.Files, "victim");
        await File.WriteAllTextAsync(victim, "still here", TestContext.Current.CancellationToken);
        var random = TestScale.Seeded(21);
        string[] commands =
        [
            "AUTH TLS", "AUTH SSL", "AUTH TLS-C", "AUTH TLS-P", "AUTH KERBEROS", "AUTH", "AUTH tls", "PBSZ 0", "PBSZ 1024", "PBSZ", "PBSZ -1", "PBSZ 99999999999", "PROT P", "PROT C",
            "PROT S", "PROT E", "PROT", "PROT p", "CCC", "REIN", "ADAT x", "MIC x", "CONF x", "ENC x", "USER ada", "USER", "PASS wrong", "ACCT x", "FEAT", "HELP AUTH", "OPTS UTF8 ON", "NOOP", "SYST", "STAT", "PWD",
            "DELE victim", "RNFR victim", "RNTO stolen", "MKD made", "SITE CHMOD 777 victim", "STOR stored", "RETR victim", "LIST", "EPSV", "PASV", "PORT 127,0,0,1,200,1", "REST 1", "TYPE I", "SIZE victim", "ABOR", "HOST localhost",
        ];
        FtpWire? wire = null;
        var before = "";
        var isImplicit = false;
        for (var i = 0; i < TestScale.Of(10_000); i++)
        {
            var command = commands[random.Next(commands.Length)];
            try
            {
                if (wire is null)
                {
                    isImplicit = random.Next(3) == 0;
                    wire = isImplicit ? (await FtpWire.GreetImplicitAsync(tls.ImplicitPort)).Wire : await FtpWire.ConnectAsync(tls.Port);
                    before = "";
                }

                await wire.SendAsync(command);
                var reply = await wire.ReadAsync();
                before += $"{command} → {reply.Code}; ";
                Assert.False(reply.Code is 226 or 250 or 230 or 232 or 257 or 350 or 150, before);
                if (reply.Code == 234)
                {
                    await wire.HandshakeAsync();
                    before += "TLS; ";
                }
                else if (reply.Code == 220 && wire.Tls is not null && command == "REIN" && !isImplicit)
                {
                    // RFC 4217 section 11: back to clear, where AUTH brought TLS; an implicit port keeps it
                    await wire.EndTlsAsync();
                    before += "clear; ";
                }
                else if (reply.Code == 421)
                {
                    await wire.DisposeAsync();
                    wire = null;
                }
            }
            catch (WireException e) when (e.Message.StartsWith("the server closed", StringComparison.Ordinal) && before.Count(c => c == ';') > 5)
            {
                // too many useless commands before login
                await wire!.DisposeAsync();
                wire = null;
            }
            catch (Exception e) when (Attempts.IsBreak(e))
            {
                throw new WireException($"seed {TestScale.Seed}, command {i}: {before}{command}: {e.Message}", e);
            }
        }

        if (wire is not null)
        {
            await wire.DisposeAsync();
        }

        Assert.Equal("still here", await File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(tls.Files, "made")) || File.Exists(Path.Combine(tls.Files, "stored")));
        await tls.SettledAsync(descriptors);
    }

    [Fact]
    public async Task Garbage_inside_tls_after_login_leaves_a_session_that_works()
    {
        var random = TestScale.Seeded(22);
        // of unknown commands a session is allowed fifty
        for (var session = 0; session < TestScale.Of(10); session++)
        {
            await using var wire = await tls.LoginAsync();
            await NoiseAsync(wire, random);
        }
    }

    private static async Task NoiseAsync(FtpWire wire, Random random)
    {
        for (var i = 0; i < 100; i++)
        {
            var noise = new string([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(33, 127))]);
            var verb = random.Next(8) switch { 0 or 1 or 2 => "AUTH ", 3 or 4 => "PBSZ ", 5 or 6 => "PROT ", _ => "XYZ" };
            await wire.SendRawAsync(Encoding.ASCII.GetBytes(verb + noise + "\r\n"));
            Assert.InRange((await wire.ReadAsync()).Code, 200, 599);
            if (i % 20 == 19)
            {
                await wire.ExpectAsync("PBSZ 0", 200);
                await wire.ExpectAsync("PROT P", 200);
                await wire.ListAsync("NLST");
            }
        }
    }

    [Fact]
    public async Task Two_thousand_handshakes_dropped_at_random_bytes_leave_nothing_behind()
    {
        var descriptors = await WarmAsync();
        await DropAsync(200);
        await tls.SettledAsync(descriptors);
        var memory = ResidentKilobytes();
        await DropAsync(2000);
        await tls.SettledAsync(descriptors);
        var grown = ResidentKilobytes() - memory;
        Attempts.Report($"resident memory grew by {grown} KiB over 2,000 dropped handshakes");
        // a leak of one handshake's state (some 50 KiB) each would be 100 MB
        Assert.InRange(grown, long.MinValue, 64 * 1024);
        await using var wire = await tls.LoginAsync();
        await wire.ListAsync("NLST");
    }

    private Task DropAsync(int count) => Attempts.RunAsync(count, 8, async (_, random) =>
    {
        var isImplicit = random.Next(2) == 0;
        await using var wire = isImplicit ? await FtpWire.OpenAsync(tls.ImplicitPort) : await FtpWire.ConnectAsync(tls.Port);
        if (!isImplicit)
        {
            await wire.ExpectAsync("AUTH TLS", 234);
        }

        // a whole handshake of this client is 400 to 600 bytes on its side
        wire.Below.CutAfter(random.Next(1, 700));
        try
        {
            await wire.HandshakeAsync();
        }
        catch (Exception e) when (Attempts.IsBreak(e))
        {
            // cut
        }

        if (random.Next(2) == 0)
        {
            wire.Control.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }
    });

    private async Task<int> WarmAsync()
    {
        await using (var wire = await tls.LoginAsync())
        {
            await wire.ListAsync("NLST");
            await wire.QuitAsync();
        }

        using var bound = new CancellationTokenSource(FtpWire.Patience);
        while ((await tls.Server.CtlJsonAsync("status")).GetProperty("sessions").GetInt32() > 0)
        {
            bound.Token.ThrowIfCancellationRequested();
        }

        return tls.Server.DescriptorCount();
    }

    private long ResidentKilobytes() => Memory.ResidentKilobytes(tls.Server.Pid);
}

internal static class Memory
{
    public static long ResidentKilobytes(int pid) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
