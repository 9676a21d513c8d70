using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using Ftp.Testing;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>RFC 8446 section 6.1: an end without close_notify may be an attacker's cut. Nothing of such an upload may stand under its name.</summary>
public sealed class TruncationTests(SecuredServer tls) : IClassFixture<SecuredServer>
{
    private const int AtOnce = 8;

    private static readonly SslProtocols[] s_protocols = [SslProtocols.Tls12, SslProtocols.Tls13];

    [Fact]
    public async Task Uploads_that_are_cut_off_are_never_published_and_never_called_complete()
    {
        var codes = new ConcurrentDictionary<string, int>();
        await using var sessions = await Pool.OpenAsync(tls, AtOnce);
        await Attempts.RunAsync(TestScale.Of(1000), AtOnce, async (i, random) =>
        {
            var name = $"cut{i}";
            var target = Path.Combine(tls.Files, name);
            var existing = random.Next(2) == 0;
            if (existing)
            {
                await File.WriteAllTextAsync(target, "the old content", TestContext.Current.CancellationToken);
            }

            var (how, reply) = await sessions.UseAsync(random.Next(2), wire => CutAsync(wire, $"STOR {name}", Trees.Bytes(random.Next(1, 200_000), i), random));
            codes.AddOrUpdate($"{how}: {reply.Code}", 1, (_, n) => n + 1);
            Assert.Equal(426, reply.Code);
            Assert.Equal(existing ? "the old content" : null, File.Exists(target) ? await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken) : null);
        });
        Assert.DoesNotContain(Directory.GetFiles(tls.Files), f => new FileInfo(f).Length != 15 && Path.GetFileName(f).StartsWith("cut", StringComparison.Ordinal));
        foreach (var (code, n) in codes.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            Attempts.Report($"{n} × {code}");
        }
    }

    [Fact]
    public async Task Uploads_that_end_with_close_notify_are_always_published_whole()
    {
        await using var sessions = await Pool.OpenAsync(tls, AtOnce);
        await Attempts.RunAsync(TestScale.Of(1000), AtOnce, async (i, random) =>
        {
            var content = Trees.Bytes(random.Next(4) == 0 ? 0 : random.Next(1, 200_000), i);
            var reply = await sessions.UseAsync(random.Next(2), wire => wire.UploadAsync($"STOR whole{i}", content));
            Assert.Equal(226, reply.Code);
            Assert.Equal(Trees.Sum(content), Trees.Sum(await File.ReadAllBytesAsync(Path.Combine(tls.Files, $"whole{i}"), TestContext.Current.CancellationToken)));
        });
    }

    [Fact]
    public Task Where_the_setting_accepts_an_unclean_end_the_upload_is_published() =>
        tls.WithSettingAsync("unclean-upload-end", "accept", () => AcceptedAsync(SecuredServer.Login, SecuredServer.Password, "setting"));

    [Fact]
    public async Task Where_the_account_accepts_an_unclean_end_its_uploads_are_published_and_nobody_elses()
    {
        await tls.Server.CtlOkAsync("users", "set", SecuredServer.Thief, "--unclean-upload-end", "accept");
        try
        {
            await AcceptedAsync(SecuredServer.Thief, SecuredServer.ThiefPassword, "account");
            await using var other = await tls.LoginAsync();
            Assert.InRange((await other.UploadAsync("STOR account-other", Trees.Bytes(5000, 1), WireEnd.Fin)).Code, 400, 599);
            Assert.False(File.Exists(Path.Combine(tls.Files, "account-other")));
        }
        finally
        {
            await tls.Server.CtlOkAsync("users", "set", SecuredServer.Thief, "--unclean-upload-end", "default");
        }
    }

    [Fact]
    public Task Where_every_account_accepts_one_that_refuses_keeps_its_refusal() =>
        tls.WithSettingAsync("unclean-upload-end", "accept", async () =>
        {
            await tls.Server.CtlOkAsync("users", "set", SecuredServer.Thief, "--unclean-upload-end", "refuse");
            await using var wire = await tls.LoginAsync(SecuredServer.Thief, SecuredServer.ThiefPassword);
            Assert.InRange((await wire.UploadAsync("STOR refused", Trees.Bytes(5000, 1), WireEnd.Fin)).Code, 400, 599);
            Assert.False(File.Exists(Path.Combine(tls.Server.FilesOf(SecuredServer.Thief), "refused")));
            await tls.Server.CtlOkAsync("users", "set", SecuredServer.Thief, "--unclean-upload-end", "default");
        });

    /// <summary>A FIN between records is taken; a record that lacks its end, and a reset, are no end of a file under any setting.</summary>
    private async Task AcceptedAsync(string login, string password, string prefix)
    {
        foreach (var protocol in s_protocols)
        {
            await using var wire = await tls.LoginAsync(login, password, TlsClient.Only(protocol));
            var files = tls.Server.FilesOf(login);
            for (var i = 0; i < 5; i++)
            {
                var content = Trees.Bytes(40_000 * i, i);
                var name = Path.Combine(files, $"{prefix}-{protocol}-{i}");
                Assert.Equal(226, (await wire.UploadAsync($"STOR {Path.GetFileName(name)}", content, WireEnd.Fin)).Code);
                Assert.Equal(Trees.Sum(content), Trees.Sum(await File.ReadAllBytesAsync(name, TestContext.Current.CancellationToken)));
            }

            Assert.InRange((await wire.UploadAsync($"STOR {prefix}-mid", Trees.Bytes(60_000, 7), WireEnd.Fin, cutAfter: 1000)).Code, 400, 599);
            Assert.InRange((await wire.UploadAsync($"STOR {prefix}-reset", Trees.Bytes(60_000, 7), WireEnd.Reset)).Code, 400, 599);
            Assert.False(File.Exists(Path.Combine(files, $"{prefix}-mid")));
            Assert.False(File.Exists(Path.Combine(files, $"{prefix}-reset")));
        }
    }

    private static async Task<(string How, WireReply Reply)> CutAsync(FtpWire wire, string command, byte[] content, Random random)
    {
        var reset = random.Next(3) == 0;
        var midRecord = random.Next(4) > 0;
        await using var data = await wire.TransferAsync(command);
        try
        {
            if (midRecord)
            {
                // the whole content is at least so long on the wire: the cut falls before its end
                data.Below.CutAfter(random.Next(content.Length), fin: false);
            }

            await data.SendAsync(content);
            if (!reset)
            {
                data.Socket.Shutdown(SocketShutdown.Send);
            }

            await data.EndAsync(reset ? WireEnd.Reset : WireEnd.Fin);
        }
        catch (Exception e) when (Attempts.IsBreak(e))
        {
            // the server has refused meanwhile; its reply says so
        }

        return ($"{wire.Tls!.SslProtocol} {(midRecord ? "in mid-stream" : "behind the last record")} {(reset ? "RST" : "FIN")}", await wire.ReadAsync());
    }

    /// <summary>Sessions of both versions that attempts borrow: an upload that fails ends its data connection, not its session.</summary>
    private sealed class Pool : IAsyncDisposable
    {
        private readonly ConcurrentBag<FtpWire>[] _idle = [[], []];

        public static async Task<Pool> OpenAsync(SecuredServer tls, int each)
        {
            var pool = new Pool();
            foreach (var (protocol, version) in s_protocols.Select((p, i) => (p, i)))
            {
                for (var i = 0; i < each; i++)
                {
                    pool._idle[version].Add(await tls.LoginAsync(TlsClient.Only(protocol)));
                }
            }

            return pool;
        }

        public async Task<T> UseAsync<T>(int version, Func<FtpWire, Task<T>> act)
        {
            Assert.True(_idle[version].TryTake(out var wire));
            var result = await act(wire);
            _idle[version].Add(wire);
            return result;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var wire in _idle.SelectMany(bag => bag))
            {
                await wire.DisposeAsync();
            }
        }
    }
}
