using Ftp.Testing;
using Ftp.Testing.Processes;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>Scripts over Python's ftplib (OpenSSL), which resumes nothing by itself: the prelude's client passes the control connection's session to each data connection, as WinSCP does.</summary>
internal static class PythonTls
{
    /// <summary>Runs a script that finds the prelude's names and must end with <c>print("done")</c>.</summary>
    public static async Task RunPythonAsync(this TlsServer server, string script, bool isImplicit = false, string version = "1.3", string login = TlsServer.Login)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Path("ftps.py"), Prelude);
        await File.WriteAllTextAsync(folder.Path("script.py"), "from ftps import *\n" + script);
        string[] arguments = [folder.Path("script.py"), $"{server.PortOf(isImplicit)}", isImplicit ? "implicit" : "explicit", version, server.Trusted, login, TlsServer.Password];
        var said = (await Programs.RunAsync("python3", arguments)).Expect($"python {string.Join(' ', arguments)}");
        if (said.Trim() != "done")
        {
            throw new InvalidOperationException(said);
        }
    }

    private const string Prelude = """
        import ftplib, hashlib, io, os, socket, ssl, struct, sys

        port, implicit, version, trusted, user, password = int(sys.argv[1]), sys.argv[2] == "implicit", sys.argv[3], sys.argv[4], sys.argv[5], sys.argv[6]

        def context():
            c = ssl.create_default_context(cafile=trusted)
            c.minimum_version = c.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[version]
            return c

        class Client(ftplib.FTP_TLS):
            reuse = True      # data connections resume the session of the control connection
            foreign = None    # or of another one
            resume = None     # the session that the control connection itself resumes

            def connect(self, host, port, timeout=30):
                if not implicit:
                    return super().connect(host, port, timeout)
                self.host, self.port, self.timeout = host, port, timeout
                raw = socket.create_connection((host, port), timeout)
                self.af = raw.family
                self.sock = self.context.wrap_socket(raw, server_hostname=host, session=self.resume)
                self.file = self.sock.makefile("r", encoding=self.encoding)
                self.welcome = self.getresp()
                return self.welcome

            def auth(self):
                reply = self.voidcmd("AUTH TLS")
                self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host, session=self.resume)
                self.file = self.sock.makefile(mode="r", encoding=self.encoding)
                return reply

            def ntransfercmd(self, cmd, rest=None):
                conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                if self._prot_p:
                    session = self.foreign or (self.sock.session if self.reuse else None)
                    conn = self.context.wrap_socket(conn, server_hostname=self.host, session=session)
                    self.resumed = conn.session_reused
                return conn, size

        def login(host="127.0.0.1", reuse=True, name=user, c=None, resume=None):
            f = Client(context=c or context())
            f.reuse, f.resume = reuse, resume
            f.connect(host, port)
            f.login(name, password)
            f.prot_p()
            assert f.sock.version() == "TLSv" + version, f.sock.version()
            return f

        def clear(f):
            "close_notify both ways; the connection goes on in clear."
            f.sock.unwrap()
            raw = socket.socket(fileno=f.sock.detach())
            raw.settimeout(30)
            f.sock, f.file, f._prot_p = raw, raw.makefile("r", encoding=f.encoding), False

        def fetch(f, name, rest=None):
            got = io.BytesIO()
            f.retrbinary("RETR " + name, got.write, rest=rest)
            return got.getvalue()

        def refusal(f, transfer):
            "The reply that refuses a transfer. The data connection may fail in any of its steps, and the reply comes all the same."
            try:
                transfer()
            except ftplib.Error as e:
                return str(e)
            except (OSError, EOFError):
                try:
                    return f.getresp()
                except ftplib.Error as e:
                    return str(e)
            return "not refused"
        """;
}
