using Ftp.Testing.Processes;

namespace Ftp.EndToEnd.Tests.Clients.Tls;

/// <summary>The client programs with the words that make them insist on TLS, on both connections, and on the server's certificate.</summary>
internal static class TlsPrograms
{
    private const string Account = $"{TlsServer.Login}:{TlsServer.Password}";

    public static string Url(this TlsServer server, bool isImplicit, string path = "", string host = "127.0.0.1") =>
        $"{(isImplicit ? "ftps" : "ftp")}://{host}:{server.PortOf(isImplicit)}/{path}";

    /// <param name="version">1.2 or 1.3.</param>
    public static async Task<string> CurlAsync(this TlsServer server, string version, string[] arguments, string account = Account, bool globbing = false) =>
        (await Programs.RunAsync(
            "curl",
            ["-sS", globbing ? "--fail-early" : "-g", "--max-time", "60", "-u", account, "--ssl-reqd", "--cacert", server.Trusted, "--tlsv" + version, "--tls-max", version, .. arguments]))
        .Expect("curl " + string.Join(' ', arguments));

    public static async Task<string> LftpAsync(this TlsServer server, bool isImplicit, string version, string script, bool passive = true, string host = "127.0.0.1", string login = TlsServer.Login) =>
        (await Programs.RunAsync(
            "lftp",
            [
                "-c",
                $"set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 30; set ftp:passive-mode {(passive ? "on" : "off")};"
                + $" set ftp:ssl-force true; set ftp:ssl-protect-data true; set ftp:ssl-protect-list true; set ssl:ca-file {server.Trusted}; set ssl:check-hostname yes;"
                + $" set ssl:priority NORMAL:-VERS-ALL:+VERS-TLS{version};"
                + $" open -u {login},{TlsServer.Password} {server.Url(isImplicit, host: host)}; {script}",
            ]))
        .Expect("lftp " + script);
}
