using Ftp.Testing;
using Xunit;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>Python's ftplib over TLS with the default policy.</summary>
[Collection(TlsClientTests.Name)]
public sealed class PythonTlsTests(TlsServer server)
{
    [Theory]
    [InlineData(false, "1.2")]
    [InlineData(false, "1.3")]
    [InlineData(true, "1.2")]
    [InlineData(true, "1.3")]
    public async Task A_client_that_resumes_its_session_transfers_in_every_mode(bool isImplicit, string version) =>
        await server.RunPythonAsync(
            """
            for host in ("127.0.0.1", "::1"):
                for passive in (True, False):
                    f = login(host); f.set_pasv(passive)
                    d = "python-%s-%s-%s-%s" % (implicit, version, host.replace(":", "x"), passive); f.mkd(d); f.cwd(d)
                    data = os.urandom(1234567)
                    f.storbinary("STOR ä ж.bin", io.BytesIO(data)); assert f.resumed
                    assert fetch(f, "ä ж.bin") == data and f.resumed
                    assert fetch(f, "ä ж.bin", rest=1000000) == data[1000000:]
                    f.storbinary("APPE ä ж.bin", io.BytesIO(b"tail"))
                    assert f.size("ä ж.bin") == len(data) + 4
                    f.storbinary("STOR empty", io.BytesIO(b"")); assert fetch(f, "empty") == b""
                    assert sorted(f.nlst()) == ["empty", "ä ж.bin"], f.nlst()
                    facts = dict(f.mlsd(facts=["type", "size"]))
                    assert facts["ä ж.bin"]["size"] == str(len(data) + 4), facts
                    for name in f.nlst(): f.delete(name)
                    f.cwd(".."); f.rmd(d)
                    assert f.quit().startswith("221")
            print("done")
            """,
            isImplicit,
            version);

    [Theory]
    [InlineData(false, "1.2")]
    [InlineData(false, "1.3")]
    [InlineData(true, "1.3")]
    public async Task A_client_that_resumes_nothing_is_refused_and_told_why(bool isImplicit, string version)
    {
        await File.WriteAllTextAsync(server.Stored("secret"), "secret", TestContext.Current.CancellationToken);
        await server.RunPythonAsync(
            """
            f = login(reuse=False)
            got = []
            for passive in (True, False):
                f.set_pasv(passive)
                for act in (lambda: f.retrbinary("RETR secret", got.append), lambda: f.retrlines("LIST", got.append), lambda: f.retrlines("MLSD", got.append),
                            lambda: f.storbinary("STOR never", io.BytesIO(b"never"))):
                    said = refusal(f, act)
                    assert said.startswith("522") and "resume" in said, said
            assert got == [], got
            # the session lives on, and a client that mends its ways is served
            f.reuse = True
            assert "never" not in f.nlst()
            assert fetch(f, "secret") == b"secret"
            print("done")
            """,
            isImplicit,
            version);
        Assert.False(File.Exists(server.Stored("never")));
        await server.LoggedAsync("refused.tls");
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_session_of_another_control_connection_does_not_pass(string version) =>
        await server.RunPythonAsync(
            """
            c = context()
            mine, other = login(c=c), login(c=c)
            other.storbinary("STOR others", io.BytesIO(b"x")); assert other.resumed
            mine.foreign = other.sock.session
            got = []
            said = refusal(mine, lambda: mine.retrbinary("RETR others", got.append))
            assert said.startswith("522"), said
            assert mine.resumed and got == [], (mine.resumed, got)
            print("done")
            """,
            version: version);

    /// <summary>What a client with one ticket cache for each host does: its second control connection resumes the first one's session.</summary>
    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_control_connection_that_resumed_takes_data_with_the_tickets_of_the_first(string version) =>
        await server.RunPythonAsync(
            """
            c = context()
            first = login(c=c)
            first.storbinary("STOR family", io.BytesIO(b"family"))
            ticket = first.sock.session
            second = login(c=c, resume=ticket)
            assert second.sock.session_reused
            assert fetch(second, "family") == b"family"
            second.foreign = ticket
            assert fetch(second, "family") == b"family"
            print("done")
            """,
            version: version);

    [Fact]
    public async Task An_account_with_the_address_policy_needs_no_resumption()
    {
        await server.AddByAddressAsync("device");
        const string script =
            """
            f = login(reuse=False)
            for passive in (True, False):
                f.set_pasv(passive)
                f.storbinary("STOR camera", io.BytesIO(b"picture")); assert not f.resumed
                assert fetch(f, "camera") == b"picture"
                assert f.nlst() == ["camera"]
            print("done")
            """;
        await server.RunPythonAsync(script, version: "1.2", login: "device");
        await server.RunPythonAsync(script, version: "1.3", login: "device");
    }

    [Fact]
    public async Task The_server_may_be_told_that_the_address_is_enough()
    {
        const string script =
            """
            f = login(reuse=False)
            f.storbinary("STOR by-address", io.BytesIO(b"x")); assert not f.resumed
            assert fetch(f, "by-address") == b"x"
            print("done")
            """;
        await server.Server.CtlOkAsync("settings", "set", "tls-data-binding", "address");
        try
        {
            await server.RunPythonAsync(script);
        }
        finally
        {
            await server.Server.CtlOkAsync("settings", "reset", "tls-data-binding");
        }

        await server.RunPythonAsync(
            """
            f = login(reuse=False)
            said = refusal(f, lambda: f.retrlines("LIST", print)); assert said.startswith("522"), said
            print("done")
            """);
    }

    [Fact]
    public async Task Data_in_clear_under_a_control_connection_in_tls_and_back()
    {
        await server.RunPythonAsync(
            """
            f = login()
            f.prot_c()
            f.storbinary("STOR clear", io.BytesIO(b"clear")); assert fetch(f, "clear") == b"clear"
            f.prot_p()
            f.resumed = False
            assert fetch(f, "clear") == b"clear" and f.resumed
            for level in "SE":
                try: f.voidcmd("PROT " + level); raise SystemExit(level)
                except ftplib.error_perm as e: assert str(e).startswith("536"), e
            print("done")
            """);
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task Rein_ends_tls_and_auth_begins_it_anew(string version) =>
        await server.RunPythonAsync(
            """
            f = login()
            f.storbinary("STOR rein", io.BytesIO(b"rein"))
            for again in range(3):
                reply = f.sendcmd("REIN"); assert reply.startswith("220"), reply
                clear(f)
                try: f.sendcmd("PWD"); raise SystemExit("the login outlived REIN")
                except ftplib.error_perm as e: assert str(e).startswith("530"), e
                f.login(user, password); f.prot_p()
                assert isinstance(f.sock, ssl.SSLSocket)
                assert fetch(f, "rein") == b"rein" and f.resumed
            print("done")
            """,
            version: version);

    [Fact]
    public async Task Rein_on_the_implicit_port_stays_in_tls() =>
        await server.RunPythonAsync(
            """
            f = login()
            reply = f.sendcmd("REIN"); assert reply.startswith("220"), reply
            f._prot_p = False
            f.login(user, password); f.prot_p()
            f.storbinary("STOR rein-implicit", io.BytesIO(b"x")); assert fetch(f, "rein-implicit") == b"x"
            print("done")
            """,
            isImplicit: true);

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_client_that_sends_its_credentials_before_auth_must_send_them_again(string version) =>
        await server.RunPythonAsync(
            """
            f = Client(context=context()); f.connect("127.0.0.1", port)
            f.sendcmd("USER " + user); reply = f.sendcmd("PASS " + password); assert reply.startswith("230"), reply
            f.auth()
            try: f.sendcmd("PWD"); raise SystemExit("the login outlived AUTH")
            except ftplib.error_perm as e: assert str(e).startswith("530"), e
            f.login(user, password); f.prot_p()
            f.nlst(); assert f.resumed
            print("done")
            """,
            version: version);

    [Fact]
    public async Task An_upload_cut_at_60_percent_is_not_published_and_curl_continues_it()
    {
        using var folder = new TemporaryFolder();
        var content = Trees.Bytes(3_000_000, 38);
        await File.WriteAllBytesAsync(folder.Path("whole"), content, TestContext.Current.CancellationToken);
        await server.RunPythonAsync(
            $$"""
            data = open("{{folder.Path("whole")}}", "rb").read()[:1800000]
            f = login(); f.voidcmd("TYPE I")
            conn = f.transfercmd("STOR cut")
            conn.sendall(data)
            while str(len(data)) not in f.sendcmd("STAT"): pass
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            conn.close()
            try: f.voidresp(); raise SystemExit("a cut upload was called complete")
            except ftplib.error_temp as e: assert str(e)[:3] in ("426", "451"), e
            print("done")
            """);
        Assert.False(File.Exists(server.Stored("cut")));
        await server.CurlAsync("1.3", ["-C", "-", "-T", folder.Path("whole"), server.Url(false, "cut")]);
        Assert.Equal(Trees.Sum(content), Trees.Sum(server.Stored("cut")));
    }
}
