using System.Collections.Frozen;
using System.Collections.Immutable;
using static Ftp.Actors.Protocol.ArgumentRule;
using static Ftp.Actors.Protocol.VerbStage;

namespace Ftp.Actors.Protocol;

/// <summary>
/// One row per verb and per SITE sub-command. The gate that runs before every handler, FEAT and HELP are made from it; a verb without a row cannot be reached.
/// </summary>
public static class VerbTable
{
    private const string Rfc959 = "RFC 959 section 4.1";
    private const string Rfc1123 = "RFC 1123 section 4.1.3.1";

    public static ImmutableArray<VerbRow> Rows { get; } =
    [
        // ---- access
        new("USER", Any, Required, Rfc959, "USER login", "Says who is logging in.") { DuringTransfer = DuringTransfer.Waits },
        new("PASS", Any, Optional, Rfc959, "PASS password", "The password of the login.") { DuringTransfer = DuringTransfer.Waits },
        new("ACCT", Any, Required, Rfc959, "ACCT account", "Not needed on this server."),
        new("REIN", Any, None, Rfc959, "REIN", "Logs out and begins anew.") { DuringTransfer = DuringTransfer.Waits },
        new("QUIT", Any, None, Rfc959, "QUIT", "Says goodbye; a running transfer ends first.") { DuringTransfer = DuringTransfer.Waits },

        // ---- security (RFC 2228, RFC 4217)
        OfTls("AUTH", Required, "RFC 4217 section 4", "AUTH TLS", "Begins TLS on the control connection; whoever was logged in is logged out.") with { Feature = "AUTH TLS", DuringTransfer = DuringTransfer.Waits },
        OfTls("PBSZ", Required, "RFC 4217 section 9", "PBSZ 0", "Goes before PROT; TLS needs no buffer size.") with { Feature = "PBSZ" },
        OfTls("PROT", Required, "RFC 4217 section 9", "PROT P | C", "Says whether data connections have TLS or go in clear.") with { Feature = "PROT" },
        OfTls("CCC", None, "RFC 4217 section 5", "CCC", "Ends TLS on the control connection; data connections keep it.") with { Feature = "CCC", DuringTransfer = DuringTransfer.Waits },
        Unimplemented("ADAT", "RFC 2228 section 3", "ADAT data"),
        Unimplemented("MIC", "RFC 2228 section 3", "MIC message"),
        Unimplemented("CONF", "RFC 2228 section 3", "CONF message"),
        Unimplemented("ENC", "RFC 2228 section 3", "ENC message"),

        // ---- places
        new("CWD", LoggedIn, Required, Rfc959, "CWD path", "Changes the working directory."),
        new("CDUP", LoggedIn, None, Rfc959, "CDUP", "Changes to the directory above."),
        new("PWD", LoggedIn, None, Rfc959, "PWD", "Names the working directory."),
        new("MKD", LoggedIn, Required, Rfc959, "MKD path", "Makes a directory.") { Needs = Rights.CreateDirectory },
        new("RMD", LoggedIn, Required, Rfc959, "RMD path", "Removes an empty directory.") { Needs = Rights.RemoveDirectory },
        Unimplemented("SMNT", Rfc959, "SMNT path") with { Stage = LoggedIn },
        new("XCWD", LoggedIn, Required, Rfc1123, "XCWD path", "Same as CWD.") { AliasOf = "CWD" },
        new("XCUP", LoggedIn, None, Rfc1123, "XCUP", "Same as CDUP.") { AliasOf = "CDUP" },
        new("XPWD", LoggedIn, None, Rfc1123, "XPWD", "Same as PWD.") { AliasOf = "PWD" },
        new("XMKD", LoggedIn, Required, Rfc1123, "XMKD path", "Same as MKD.") { AliasOf = "MKD", Needs = Rights.CreateDirectory },
        new("XRMD", LoggedIn, Required, Rfc1123, "XRMD path", "Same as RMD.") { AliasOf = "RMD", Needs = Rights.RemoveDirectory },

        // ---- files
        new("DELE", LoggedIn, Required, Rfc959, "DELE path", "Deletes a file.") { Needs = Rights.Delete },
        new("RNFR", LoggedIn, Required, Rfc959, "RNFR path", "Names what RNTO shall rename.") { Needs = Rights.Rename },
        new("RNTO", LoggedIn, Required, Rfc959, "RNTO path", "Renames what RNFR named."),
        new("SIZE", LoggedIn, Required, "RFC 3659 section 4", "SIZE path", "Tells how many bytes RETR would send.") { Feature = "SIZE" },
        new("MDTM", LoggedIn, Required, "RFC 3659 section 3", "MDTM path", "Tells when a file was changed, in UTC.") { Feature = "MDTM" },
        new("MFMT", LoggedIn, Required, "draft-somers-ftp-mfxx-04 section 3", "MFMT YYYYMMDDhhmmss path", "Sets when a file was changed, in UTC.") { Feature = "MFMT" },
        new("AVBL", LoggedIn, Optional, "draft-peterson-streamlined-ftp-command-extensions-10 section 4", "AVBL [path]", "Tells how many bytes can still be stored in a directory.") { Feature = "AVBL" },
        new("MLST", LoggedIn, Optional, "RFC 3659 section 7", "MLST [path]", "Tells the facts of one file or directory."),

        // ---- data connection and its parameters
        new("TYPE", LoggedIn, Required, Rfc959, "TYPE A | I | L 8", "Chooses text or binary."),
        new("STRU", LoggedIn, Required, Rfc959, "STRU F | R", "Chooses the structure of files; records are stored as lines (RFC 1123 section 4.1.2.13)."),
        new("MODE", LoggedIn, Required, Rfc959, "MODE S", "Chooses the way data are sent."),
        new("PORT", LoggedIn, Required, Rfc959, "PORT h1,h2,h3,h4,p1,p2", "Names where the server shall connect."),
        new("PASV", LoggedIn, None, Rfc959, "PASV", "Asks where the client shall connect."),
        new("EPRT", LoggedIn, Required, "RFC 2428 section 2", "EPRT |1|address|port|", "Names where the server shall connect, IPv4 or IPv6.") { Feature = "EPRT" },
        new("EPSV", LoggedIn, Optional, "RFC 2428 section 3", "EPSV [1 | 2 | ALL]", "Asks to which port the client shall connect.") { Feature = "EPSV" },
        new("ALLO", LoggedIn, Required, Rfc959, "ALLO bytes", "Announces the size of the file that will be stored."),
        new("REST", LoggedIn, Required, "RFC 3659 section 5", "REST bytes", "Says where the next transfer begins.") { Feature = "REST STREAM" },

        // ---- transfers
        Transfer("RETR", Required, "RETR path", "Sends a file to the client.") with { Needs = Rights.Download },
        Transfer("STOR", Required, "STOR path", "Stores a file.") with { NeedsAny = Rights.Upload | Rights.Overwrite | Rights.Append },
        Transfer("STOU", Optional, "STOU [path]", "Stores a file under a name that nothing has yet."),
        Transfer("APPE", Required, "APPE path", "Appends to a file.") with { NeedsAny = Rights.Upload | Rights.Append },
        Transfer("LIST", Optional, "LIST [-alRtrS1] [path]", "Lists a directory for people."),
        Transfer("NLST", Optional, "NLST [path]", "Lists names."),
        Transfer("MLSD", Optional, "MLSD [path]", "Lists the facts of a directory's entries.") with { Rfc = "RFC 3659 section 7" },
        new("ABOR", Any, None, Rfc959, "ABOR", "Aborts the running transfer.") { DuringTransfer = DuringTransfer.Waits },

        // ---- talk
        new("FEAT", Any, None, "RFC 2389 section 3", "FEAT", "Lists what this server can do beyond RFC 959."),
        new("OPTS", Any, Required, "RFC 2389 section 4", "OPTS UTF8 ON | OPTS MLST facts", "Sets an option of a verb."),
        new("LANG", Any, Optional, "RFC 2640 section 4", "LANG [EN]", "Chooses the language of replies; there is English.") { Feature = "LANG EN*" },
        new("CLNT", Any, Required, "convention of many clients", "CLNT name", "Names the client's program.") { Feature = "CLNT" },
        new("HELP", Any, Optional, Rfc959, "HELP [verb]", "Explains the verbs."),
        new("NOOP", Any, Optional, Rfc959, "NOOP", "Does nothing, politely."),
        new("STAT", LoggedIn, Optional, Rfc959, "STAT [path]", "Tells how the session or its transfer is doing, or lists a path."),
        new("SYST", Any, None, Rfc959, "SYST", "Names the system as clients know it."),
        new("SITE", LoggedIn, Required, Rfc959, "SITE command", "Commands of this server; see SITE HELP."),
        new("SITE CHMOD", LoggedIn, Required, "convention", "SITE CHMOD mode path", "Sets the permissions of a file."),
        new("SITE PSWD", LoggedIn, Required, "convention", "SITE PSWD old new", "Sets your password; one with spaces goes in double quotes."),
        new("SITE UTIME", LoggedIn, Required, "convention", "SITE UTIME YYYYMMDDhhmm[ss] path", "Sets when a file was changed, in UTC."),
        new("SITE HELP", LoggedIn, Optional, "RFC 959 section 4.1", "SITE HELP", "Explains the SITE commands."),
    ];

    /// <summary>FEAT lines that belong to no single verb; <c>MLST …</c> is the session's own and comes from its facts.</summary>
    public static ImmutableArray<string> GeneralFeatures { get; } = ["TVFS", "UTF8"];

    private static readonly FrozenDictionary<string, VerbRow> ByName = Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);

    /// <param name="name">Upper case.</param>
    public static VerbRow? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The lines of FEAT (RFC 2389 section 3.2), in alphabetical order.</summary>
    /// <param name="mlst">The session's <c>MLST type*;size*;…</c> line (RFC 3659 section 7.8).</param>
    /// <param name="works">Whether a verb works for this session now.</param>
    public static IEnumerable<string> Features(string mlst, Func<VerbRow, bool> works) =>
        Rows.Where(works).Select(row => row.Feature).OfType<string>().Concat(GeneralFeatures).Append(mlst).Order(StringComparer.Ordinal);

    private static VerbRow Transfer(string name, ArgumentRule argument, string syntax, string help) =>
        new(name, LoggedIn, argument, Rfc959, syntax, help) { IsTransfer = true, DuringTransfer = DuringTransfer.Waits };

    private static VerbRow OfTls(string name, ArgumentRule argument, string rfc, string syntax, string help) => new(name, Any, argument, rfc, syntax, help) { OfTls = true };

    private static VerbRow Unimplemented(string name, string rfc, string syntax) =>
        new(name, Any, Optional, rfc, syntax, "Not implemented.") { IsImplemented = false };
}
