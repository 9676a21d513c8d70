using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients;

/// <summary>Real clients against the real server; content is compared by SHA-256.</summary>
public sealed class ClientTests(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    private static string Account => $"{SharedServer.Login}:{SharedServer.Password}";

    private string Url(string path, string host = "127.0.0.1") => $"ftp://{host}:{_server.Port}/{path}";

    [Theory]
    [InlineData("127.0.0.1", "--disable-epsv")]
    [InlineData("127.0.0.1", "--ftp-pasv")]
    [InlineData("[::1]", "--ftp-pasv")]
    [InlineData("127.0.0.1", "--ftp-port", "-")]
    [InlineData("[::1]", "--ftp-port", "-")]
    public async Task Curl_stores_lists_and_fetches(string host, params string[] mode)
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(2_000_001, 5);
        await File.WriteAllBytesAsync(folder.Path("up"), content, TestContext.Current.CancellationToken);
        var name = $"curl {Guid.NewGuid():N}.bin";
        await CurlAsync([.. mode, "-T", folder.Path("up"), Url(Uri.EscapeDataString(name), host)]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(Path.Combine(_server.FilesOf(SharedServer.Login), name)));
        Assert.Contains(name, await CurlAsync([.. mode, Url("", host)]), StringComparison.Ordinal);
        await CurlAsync([.. mode, "-o", folder.Path("down"), Url(Uri.EscapeDataString(name), host)]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }

    [Fact]
    public async Task Curl_continues_a_download()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(3_000_000, 6);
        await File.WriteAllBytesAsync(Path.Combine(_server.FilesOf(SharedServer.Login), "resume-down"), content, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.Path("down"), content[..1_234_567], TestContext.Current.CancellationToken);
        await CurlAsync(["-C", "-", "-o", folder.Path("down"), Url("resume-down")]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }

    [Fact]
    public async Task Curl_makes_folders_renames_and_deletes()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Path("f"), "x", TestContext.Current.CancellationToken);
        var top = Path.Combine(_server.FilesOf(SharedServer.Login), "curl-made");
        await CurlAsync(["--ftp-create-dirs", "-T", folder.Path("f"), Url("curl-made/deep/er/f")]);
        Assert.True(File.Exists(Path.Combine(top, "deep/er/f")));
        await CurlAsync([Url(""), "-Q", "RNFR curl-made/deep/er/f", "-Q", "RNTO curl-made/g"]);
        Assert.True(File.Exists(Path.Combine(top, "g")));
        await CurlAsync([Url(""), "-Q", "DELE curl-made/g", "-Q", "RMD curl-made/deep/er", "-Q", "RMD curl-made/deep", "-Q", "RMD curl-made"]);
        Assert.False(Directory.Exists(top));
    }

    [Fact]
    public async Task Ascii_converts_line_ends_both_ways()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(_server.FilesOf(SharedServer.Login), "lines"), "one\ntwo\n", TestContext.Current.CancellationToken);
        await using var wire = await FtpWire.LoginAsync(_server.Port, SharedServer.Login, SharedServer.Password);
        await wire.ExpectAsync("TYPE A", 200);
        Assert.Equal("one\r\ntwo\r\n", await wire.ListAsync("RETR lines"));
        await File.WriteAllTextAsync(folder.Path("lf"), "a\nb\n", TestContext.Current.CancellationToken);
        // curl sends CRLF for each LF in this mode
        await CurlAsync(["-T", folder.Path("lf"), Url("unix;type=A")]);
        Assert.Equal("a\nb\n", await File.ReadAllTextAsync(Path.Combine(_server.FilesOf(SharedServer.Login), "unix"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("127.0.0.1", "on")]
    [InlineData("127.0.0.1", "off")]
    [InlineData("[::1]", "on")]
    public async Task Lftp_mirrors_a_tree_there_and_back(string host, string passive)
    {
        using var folder = new TemporaryFolder();
        Trees.Make(folder.Path("tree"), seed: 11);
        var name = $"lftp-{Guid.NewGuid():N}";
        await LftpAsync(host, passive, $"mirror -R --parallel=3 {folder.Path("tree")} {name}; mirror --parallel=3 {name} {folder.Path("back")}");
        var sums = Trees.Sums(folder.Path("tree"));
        Assert.Equal(42, sums.Count);
        Assert.Equal(sums, Trees.Sums(Path.Combine(_server.FilesOf(SharedServer.Login), name)));
        Assert.Equal(sums, Trees.Sums(folder.Path("back")));
    }

    [Fact]
    public async Task Lftp_keeps_modification_times()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Path("old"), "x", TestContext.Current.CancellationToken);
        var time = new DateTime(2003, 4, 5, 6, 7, 8, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder.Path("old"), time);
        Directory.CreateDirectory(folder.Path("tree"));
        File.Move(folder.Path("old"), folder.Path("tree", "old"));
        await LftpAsync("127.0.0.1", "on", $"mirror -R {folder.Path("tree")} times; mirror times {folder.Path("back")}");
        Assert.Equal(time, File.GetLastWriteTimeUtc(Path.Combine(_server.FilesOf(SharedServer.Login), "times", "old")));
        Assert.Equal(time, File.GetLastWriteTimeUtc(folder.Path("back", "old")));
    }

    [Fact]
    public async Task Lftp_fetches_one_file_in_segments()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(5_000_000, 8);
        await File.WriteAllBytesAsync(Path.Combine(_server.FilesOf(SharedServer.Login), "segments"), content, TestContext.Current.CancellationToken);
        await LftpAsync("127.0.0.1", "on", $"pget -n 4 segments -o {folder.Path("down")}");
        Assert.Equal(Trees.Sum(content), Trees.Sum(folder.Path("down")));
    }

    [Fact]
    public async Task Wget_fetches_a_tree_as_guest()
    {
        using var folder = new TemporaryFolder();
        Trees.Make(Path.Combine(_server.Public, "wget"), seed: 12, largest: 500_000);
        (await Programs.RunAsync("wget", ["-q", "-r", "-nH", "--cut-dirs=2", "-l", "10", $"ftp://127.0.0.1:{_server.Port}/public/wget/"], directory: folder.Root)).Expect("wget");
        var got = Trees.Sums(folder.Root);
        foreach (var listing in got.Keys.Where(k => k.EndsWith(".listing", StringComparison.Ordinal)).ToList())
        {
            got.Remove(listing);
        }

        Assert.Equal(Trees.Sums(Path.Combine(_server.Public, "wget")).Values.Order(), got.Values.Order());
    }

    [Fact]
    public async Task Ncftp_puts_and_gets_a_tree()
    {
        using var folder = new TemporaryFolder();
        Trees.Make(folder.Path("nc"), seed: 13, largest: 500_000);
        string[] account = ["-u", SharedServer.Login, "-p", SharedServer.Password, "-P", $"{_server.Port}"];
        (await Programs.RunAsync("ncftpput", ["-R", "-V", .. account, "127.0.0.1", "/", folder.Path("nc")])).Expect("ncftpput");
        Assert.Equal(Trees.Sums(folder.Path("nc")), Trees.Sums(Path.Combine(_server.FilesOf(SharedServer.Login), "nc")));
        Directory.CreateDirectory(folder.Path("back"));
        (await Programs.RunAsync("ncftpget", ["-R", "-V", .. account, "127.0.0.1", folder.Path("back"), "/nc"])).Expect("ncftpget");
        Assert.Equal(Trees.Sums(folder.Path("nc")), Trees.Sums(folder.Path("back", "nc")));
    }

    [Fact]
    public async Task Rclone_syncs_both_ways_and_checks()
    {
        using var folder = new TemporaryFolder();
        Trees.Make(folder.Path("tree"), seed: 14);
        var password = (await Programs.RunAsync("rclone", ["obscure", SharedServer.Password])).Expect("rclone obscure").Trim();
        string[] remote = ["--config", folder.Path("rclone.conf"), "--ftp-host", "127.0.0.1", "--ftp-port", $"{_server.Port}", "--ftp-user", SharedServer.Login, "--ftp-pass", password];
        (await Programs.RunAsync("rclone", [.. remote, "sync", folder.Path("tree"), ":ftp:rclone"])).Expect("rclone sync up");
        (await Programs.RunAsync("rclone", [.. remote, "check", "--download", folder.Path("tree"), ":ftp:rclone"])).Expect("rclone check");
        (await Programs.RunAsync("rclone", [.. remote, "sync", ":ftp:rclone", folder.Path("back")])).Expect("rclone sync down");
        Assert.Equal(Trees.Sums(folder.Path("tree")), Trees.Sums(folder.Path("back")));
    }

    [Fact]
    public async Task Pythons_ftplib_does_every_call_it_has()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Path("all.py"), PythonScript, TestContext.Current.CancellationToken);
        var result = await Programs.RunAsync("python3", [folder.Path("all.py"), $"{_server.Port}", SharedServer.Login, SharedServer.Password]);
        Assert.Equal("done", result.Expect("ftplib").Trim());
    }

    private const string PythonScript = """
        import ftplib, io, sys, hashlib, os
        port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        for host, passive in (("127.0.0.1", True), ("127.0.0.1", False), ("::1", True), ("::1", False)):
            f = ftplib.FTP(); f.connect(host, port, timeout=30); f.login(user, password); f.set_pasv(passive)
            assert f.getwelcome().startswith("220")
            d = "py-%s-%s" % (host.replace(":", "x"), passive); f.mkd(d); f.cwd(d)
            assert f.pwd() == "/" + d, f.pwd()
            data = os.urandom(1234567)
            f.storbinary("STOR ä b.bin", io.BytesIO(data))
            f.voidcmd("TYPE I")
            assert f.size("ä b.bin") == len(data)
            got = io.BytesIO(); f.retrbinary("RETR ä b.bin", got.write); assert got.getvalue() == data
            got = io.BytesIO(); f.retrbinary("RETR ä b.bin", got.write, rest=1000000); assert got.getvalue() == data[1000000:]
            f.storbinary("STOR ä b.bin", io.BytesIO(data[1000:]), rest=1000)
            got = io.BytesIO(); f.retrbinary("RETR ä b.bin", got.write); assert got.getvalue() == data
            f.storbinary("APPE ä b.bin", io.BytesIO(b"tail"))
            assert f.size("ä b.bin") == len(data) + 4
            f.storlines("STOR lines", io.BytesIO(b"one\ntwo\n"))
            lines = []; f.retrlines("RETR lines", lines.append); assert lines == ["one", "two"], lines
            assert sorted(f.nlst()) == ["lines", "ä b.bin"], f.nlst()
            facts = dict(f.mlsd(facts=["type", "size", "modify", "perm", "unique"]))
            assert facts["lines"]["type"] == "file" and facts["lines"]["size"] == "8", facts
            out = []; f.dir(out.append); assert len(out) == 2, out
            assert f.sendcmd("MDTM lines").startswith("213 ")
            f.rename("lines", "zeilen"); f.delete("zeilen"); f.delete("ä b.bin")
            reply = f.storbinary("STOU", io.BytesIO(b"unique"))
            for name in f.nlst(): f.delete(name)
            f.cwd(".."); f.rmd(d)
            try: f.cwd(d); raise SystemExit("cwd into a removed folder")
            except ftplib.error_perm as e: assert str(e).startswith("550")
            f.quit()
        print("done")
        """;

    private static async Task<string> CurlAsync(string[] arguments) =>
        (await Programs.RunAsync("curl", ["-sS", "-u", Account, "--max-time", "60", "-g", .. arguments])).Expect("curl " + string.Join(' ', arguments));

    private async Task LftpAsync(string host, string passive, string script) =>
        (await Programs.RunAsync(
            "lftp",
            ["-c", $"set net:max-retries 1; set net:timeout 30; set ftp:ssl-allow no; set ftp:passive-mode {passive}; set cmd:fail-exit yes; open -u {SharedServer.Login},{SharedServer.Password} ftp://{host}:{_server.Port}; {script}"]))
        .Expect("lftp " + script);
}
