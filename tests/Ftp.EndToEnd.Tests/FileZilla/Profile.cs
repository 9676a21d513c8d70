using System.Globalization;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ftp.Testing.Processes;

namespace Ftp.EndToEnd.Tests.FileZilla;

/// <param name="Protocol">FileZilla's number: 3 implicit, 4 explicit FTP over TLS.</param>
/// <param name="Passive">Otherwise active.</param>
internal sealed record Site(int Port, int Protocol, string Login, string Password, bool Passive = true)
{
    public const string Host = "127.0.0.1";
}

/// <summary>A home directory with FileZilla's settings, one site, the certificate it trusts there, and files in the queue.</summary>
internal sealed class Profile(string home)
{
    public string Log => Path.Combine(home, "filezilla.log");

    /// <summary>FileZilla writes here too: whether data connections resumed.</summary>
    public string TrustFile => Path.Combine(Folder, "trustedcerts.xml");

    private string Folder => Path.Combine(home, ".config", "filezilla");

    public void Write(Site site, X509Certificate2 certificate)
    {
        Directory.CreateDirectory(Folder);
        // a greeting version from the future: no welcome dialog
        Write("filezilla.xml", $"""
            <Settings>
              <Setting name="Greeting version">99.0.0</Setting>
              <Setting name="Update Check">0</Setting>
              <Setting name="Logging file">{Text(Log)}</Setting>
              <Setting name="Logging filesize limit">10</Setting>
              <Setting name="Number of Transfers">2</Setting>
            </Settings>
            """);
        Write("sitemanager.xml", $"""
            <Servers>
              <Server>
                <Host>{Site.Host}</Host><Port>{site.Port}</Port><Protocol>{site.Protocol}</Protocol><Type>0</Type>
                <User>{Text(site.Login)}</User><Pass encoding="base64">{Convert.ToBase64String(Encoding.UTF8.GetBytes(site.Password))}</Pass><Logontype>1</Logontype>
                <PasvMode>{(site.Passive ? "MODE_PASSIVE" : "MODE_ACTIVE")}</PasvMode><EncodingType>Auto</EncodingType><BypassProxy>0</BypassProxy>
                <Name>site</Name>
              </Server>
            </Servers>
            """);
        // an entry without both times is thrown away
        Write("trustedcerts.xml", $"""
            <TrustedCerts>
              <Certificate>
                <Data>{Convert.ToHexStringLower(certificate.RawData)}</Data>
                <ActivationTime>{Seconds(certificate.NotBefore)}</ActivationTime><ExpirationTime>{Seconds(certificate.NotAfter)}</ExpirationTime>
                <Host>{Site.Host}</Host><Port>{site.Port}</Port><TrustSANs>0</TrustSANs>
              </Certificate>
            </TrustedCerts>
            """);
    }

    /// <summary>Puts transfers of files in the top folder into the queue that FileZilla finds when it starts.</summary>
    public async Task QueueAsync(Site site, string localFolder, string[] uploads, string[] downloads) =>
        (await Programs.RunAsync(
            "python3",
            ["-c", QueueScript, Path.Combine(Folder, "queue.sqlite3"), Site.Host, $"{site.Port}", $"{site.Protocol}", site.Login, site.Password, localFolder + "/", string.Join('/', uploads), string.Join('/', downloads)]))
        .Expect("FileZilla's queue");

    private void Write(string name, string content) =>
        File.WriteAllText(Path.Combine(Folder, name), $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <FileZilla3 version="3.63.0" platform="*nix">
            {content}
            </FileZilla3>
            """);

    private static string Text(string text) => SecurityElement.Escape(text);

    private static string Seconds(DateTime local) => new DateTimeOffset(local).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    // the tables of version 7, which FileZilla keeps; flag 16 is a download
    private const string QueueScript = """
        import sqlite3, sys
        file, host, port, protocol, user, password, folder, uploads, downloads = sys.argv[1:]
        c = sqlite3.connect(file)
        c.executescript('''
            CREATE TABLE servers (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, host TEXT NOT NULL, port INTEGER, user TEXT, password TEXT, account TEXT, keyfile TEXT, protocol INTEGER,
                type INTEGER, logontype INTEGER, timezone_offset INTEGER, transfer_mode TEXT, max_connections INTEGER, encoding TEXT, bypass_proxy INTEGER, post_login_commands TEXT, name TEXT,
                parameters TEXT, site_path TEXT DEFAULT NULL);
            CREATE TABLE files (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, server INTEGER NOT NULL, source_file TEXT, target_file TEXT, local_path INTEGER, remote_path INTEGER, size INTEGER,
                error_count INTEGER, priority INTEGER, flags INTEGER, default_exists_action INTEGER, extra_flags TEXT);
            CREATE INDEX server_index ON files (server);
            CREATE TABLE local_paths (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT NOT NULL);
            CREATE TABLE remote_paths (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT NOT NULL);
            PRAGMA user_version = 7;
        ''')
        c.execute("INSERT INTO servers VALUES (1, ?, ?, ?, ?, '', NULL, ?, 0, 1, 0, 'passive', 0, 'Auto', 0, NULL, 'site', '', '0/site')", (host, port, user, password, protocol))
        c.execute("INSERT INTO local_paths VALUES (1, ?)", (folder,))
        c.execute("INSERT INTO remote_paths VALUES (1, '1 0')")
        for names, flag in ((uploads, 0), (downloads, 16)):
            for name in filter(None, names.split("/")):
                c.execute("INSERT INTO files (server, source_file, target_file, local_path, remote_path, size, error_count, priority, flags) VALUES (1, ?, NULL, 1, 1, -1, 0, 2, ?)", (name, flag))
        c.commit()
        """;
}
