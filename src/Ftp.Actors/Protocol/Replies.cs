using System.Globalization;
using static Ftp.Actors.Protocol.ReplyCode;

namespace Ftp.Actors.Protocol;

/// <summary>
/// Every reply, named by its situation. Codes are those that RFC 959 section 5.4 allows after the verb, unless another RFC is named.
/// What is said before login holds nothing that the client sent.
/// </summary>
public static class Replies
{
    // ---- connection and login
    public static Reply Greeting(string text) => Lines(ReplyCode.Greeting, text);
    public static Reply Goodbye { get; } = Reply.Line(ReplyCode.Goodbye, "Goodbye.");
    public static Reply PasswordWanted { get; } = Reply.Line(NeedPassword, "Password required.");
    public static Reply GuestPasswordWanted { get; } = Reply.Line(NeedPassword, "Guest login, send an e-mail address as password.");
    public static Reply LoggedIn(string welcome) => Lines(ReplyCode.LoggedIn, welcome.Length == 0 ? "Logged in." : welcome + "\nLogged in.");
    public static Reply LoginIncorrect { get; } = Reply.Line(NotLoggedIn, "Login incorrect.");
    public static Reply LoginFirst { get; } = Reply.Line(NotLoggedIn, "Please log in with USER and PASS.");
    public static Reply TlsRequired { get; } = Reply.Line(NotLoggedIn, "TLS is required here: AUTH TLS first.");
    public static Reply UserFirst { get; } = Reply.Line(BadSequence, "Send USER first.");
    /// <summary>RFC 2228 section 3.</summary>
    public static Reply LoggedInByCertificate(string welcome) => Lines(LoggedInBySecurity, welcome.Length == 0 ? "Logged in by certificate." : welcome + "\nLogged in by certificate.");
    public static Reply PasswordNotNeeded { get; } = Reply.Line(NotNeeded, "Logged in by certificate already.");
    public static Reply AlreadyLoggedIn { get; } = Reply.Line(BadSequence, "Already logged in.");
    public static Reply AccountNotNeeded { get; } = Reply.Line(NotNeeded, "No account needed.");
    public static Reply Reinitialized(string greeting) => Lines(ReplyCode.Greeting, greeting);

    // ---- TLS (RFC 2228, RFC 4217)
    public static Reply TlsBegins { get; } = Reply.Line(SecurityAccepted, "TLS begins.");
    public static Reply TlsUnavailable { get; } = Reply.Line(SecurityUnavailable, "TLS cannot be had now, try again later.");
    public static Reply TlsAlready { get; } = Reply.Line(BadSequence, "TLS is on already.");
    public static Reply UnknownMechanism { get; } = Reply.Line(BadParameter, "Unknown security mechanism; use AUTH TLS.");
    public static Reply AuthFirst { get; } = Reply.Line(BadSequence, "Send AUTH TLS first.");
    public static Reply NotInClear { get; } = Reply.Line(BadSequence, "Not after CCC: anybody on the way could have said it.");
    /// <summary>RFC 4217 section 9: with TLS the size is always 0.</summary>
    public static Reply BufferSize { get; } = Reply.Line(Okay, "PBSZ=0");
    public static Reply BufferSizeFirst { get; } = Reply.Line(BadSequence, "Send PBSZ 0 first.");
    public static Reply DataProtection(bool on) => Reply.Line(Okay, on ? "Data connections have TLS." : "Data connections are in clear.");
    public static Reply ProtectionNotSupported { get; } = Reply.Line(BadProtection, "Only PROT P and PROT C are supported.");
    public static Reply UnknownProtection { get; } = Reply.Line(BadParameter, "Unknown protection level; use PROT P.");
    public static Reply DataMustHaveTls { get; } = Reply.Line(DeniedByPolicy, "Data connections must have TLS here.");
    public static Reply CommandsGoClear { get; } = Reply.Line(Okay, "Commands and replies go on in clear.");
    public static Reply ClearNeedsTls { get; } = Reply.Line(MustBeProtected, "There is no TLS to end.");
    public static Reply ClearNotAllowed { get; } = Reply.Line(DeniedByPolicy, "CCC is not allowed here.");

    // ---- a password of one's own (SITE PSWD)
    public static Reply PasswordChanged { get; } = Reply.Line(Okay, "Your password is changed.");
    public static Reply PasswordsWanted(string syntax) => Reply.Line(BadArgument, $"Two passwords are needed, one with spaces in double quotes; syntax: {syntax}");
    public static Reply OldPasswordWrong { get; } = Reply.Line(NotLoggedIn, "The old password is wrong; nothing is changed.");
    public static Reply NewPasswordUnfit(IEnumerable<string> wrong) => Reply.WithText(ReplyCode.Unavailable, wrong.Prepend("The new password is refused:"), "Nothing is changed.");
    public static Reply GuestsHaveNoPassword { get; } = Reply.Line(ReplyCode.Unavailable, "Guests have no password.");
    public static Reply PasswordChangeOff { get; } = Reply.Line(ReplyCode.Unavailable, "Passwords are set by the administrator here.");
    public static Reply PasswordChangeNeedsPassword { get; } = Reply.Line(ReplyCode.Unavailable, "Log in with the password to change it; you came with a certificate.");
    public static Reply PasswordChangeNeedsTls { get; } = Reply.Line(ReplyCode.Unavailable, "Passwords are not changed in clear; AUTH TLS first.");
    public static Reply PasswordChangeAfterTransfer { get; } = Reply.Line(BadSequence, "Not while a transfer runs.");
    public static Reply PasswordNotCheckable { get; } = Reply.Line(LocalError, "The password cannot be changed now, try again later.");

    // ---- 421: the connection closes
    public static Reply LoginTimedOut { get; } = Reply.Line(Closing, "Login took too long.");
    public static Reply IdleTimedOut { get; } = Reply.Line(Closing, "Idle for too long.");
    public static Reply TooManyFailedLogins { get; } = Reply.Line(Closing, "Too many failed logins.");
    public static Reply TooManyUnknownCommands { get; } = Reply.Line(Closing, "Too many unknown commands.");
    public static Reply LoginNotCheckable { get; } = Reply.Line(Closing, "The login cannot be checked now, try again later.");
    public static Reply TooManySessions(string limit) => Reply.Line(Closing, $"Too many connections ({limit}), try again later.");
    public static Reply SessionEnds(string reason) => Reply.Line(Closing, reason);

    // ---- the gate
    public static Reply UnknownCommand { get; } = Reply.Line(Unrecognized, "Unknown command.");
    public static Reply NotACommand { get; } = Reply.Line(Unrecognized, "Not a command.");
    public static Reply LineTooLong { get; } = Reply.Line(Unrecognized, "Line too long.");
    public static Reply CommandNotImplemented { get; } = Reply.Line(NotImplemented, "Command not implemented.");
    public static Reply ArgumentMissing(string syntax) => Reply.Line(BadArgument, $"Argument missing; syntax: {syntax}");
    public static Reply ArgumentForbidden(string syntax) => Reply.Line(BadArgument, $"No argument allowed; syntax: {syntax}");
    public static Reply BadSyntax(string syntax) => Reply.Line(BadArgument, $"Bad argument; syntax: {syntax}");
    public static Reply ControlCharacter { get; } = Reply.Line(BadArgument, "Control characters are not allowed.");
    public static Reply BadPath { get; } = Reply.Line(BadName, "Not a usable path name.");
    public static Reply ParameterNotSupported(string what) => Reply.Line(BadParameter, what);
    public static Reply UnknownSiteCommand { get; } = Reply.Line(BadParameter, "Unknown SITE command; see SITE HELP.");

    // ---- places and files
    public static Reply WorkingDirectory(FtpPath path) => Reply.Line(PathName, $"{Quoted(path)} is the working directory.");
    public static Reply DirectoryMade(FtpPath path) => Reply.Line(PathName, $"{Quoted(path)} made.");
    public static Reply DirectoryChanged(FtpPath path, IEnumerable<string> message) => Reply.WithText(FileDone, message, $"Working directory is {path}");
    public static Reply DirectoryRemoved { get; } = Reply.Line(FileDone, "Directory removed.");
    public static Reply FileDeleted { get; } = Reply.Line(FileDone, "File deleted.");
    public static Reply ReadyForTarget { get; } = Reply.Line(Pending, "Ready for RNTO.");
    public static Reply Renamed { get; } = Reply.Line(FileDone, "Renamed.");
    public static Reply RenameFromFirst { get; } = Reply.Line(BadSequence, "Send RNFR first.");
    public static Reply Size(long bytes) => Reply.Line(FileStatus, bytes.ToString(CultureInfo.InvariantCulture));
    public static Reply Modified(string time) => Reply.Line(FileStatus, time);
    /// <summary>draft-somers-ftp-mfxx-04 section 3.1.</summary>
    public static Reply ModifiedSet(string time, FtpPath path) => Reply.Line(FileStatus, $"Modify={time}; {path}");
    public static Reply AttributesSet { get; } = Reply.Line(Okay, "Done.");
    /// <summary>RFC 3659 section 7.2.</summary>
    public static Reply Facts(FtpPath path, string factsLine) => Reply.Block(FileDone, $"Facts of {path}", [factsLine], "End.");
    public static Reply NotFound { get; } = Reply.Line(ReplyCode.Unavailable, "No such file or directory.");
    public static Reply RightsNotConfirmed { get; } = Reply.Line(ReplyCode.LocalError, "Your rights cannot be confirmed now; try again later.");
    public static Reply DirectoryGone { get; } = Reply.Line(ReplyCode.Unavailable, "The working directory is gone, now it is \"/\"; say PWD, CDUP or CWD with a whole path.");
    public static Reply NotPermitted { get; } = Reply.Line(ReplyCode.Unavailable, "Permission denied.");
    public static Reply NotAPlainFile { get; } = Reply.Line(ReplyCode.Unavailable, "Not a plain file.");
    public static Reply NotADirectory { get; } = Reply.Line(ReplyCode.Unavailable, "Not a directory.");
    public static Reply SizeNeedsBinary { get; } = Reply.Line(ReplyCode.Unavailable, "SIZE works in TYPE I only.");
    public static Reply CopyInstead { get; } = Reply.Line(ReplyCode.Unavailable, "Cannot rename from one resource or directory into another; copy instead.");
    public static Reply KeptByRights { get; } = Reply.Line(ReplyCode.Unavailable, "Rights are set on this folder or below it, so it stays where it is.");
    public static Reply MountPoint { get; } = Reply.Line(ReplyCode.Unavailable, "The top of a resource or of its directory stays where it is.");
    public static Reply NameRefused { get; } = Reply.Line(BadName, "Files of this name are not accepted here.");

    public static Reply IsADirectory { get; } = Reply.Line(ReplyCode.Unavailable, "Is a directory.");
    public static Reply AlreadyExists { get; } = Reply.Line(ReplyCode.Unavailable, "Exists already.");
    public static Reply NotEmpty { get; } = Reply.Line(ReplyCode.Unavailable, "Directory not empty.");
    public static Reply ReadOnly { get; } = Reply.Line(ReplyCode.Unavailable, "The storage is read-only.");
    public static Reply NameTooLong { get; } = Reply.Line(BadName, "Name too long.");
    public static Reply StorageUnavailable { get; } = Reply.Line(LocalError, "The storage is not available now.");
    public static Reply BeyondEnd { get; } = Reply.Line(BadRestart, "REST lies beyond the end of the file.");
    public static Reply StoredBySomebody { get; } = Reply.Line(FileBusy, "Somebody else is storing this file; try again later.");
    public static Reply NoSpaceLeft { get; } = Reply.Line(NoSpace, "Not enough space.");
    /// <summary>RFC 959 section 5.4 has 552 for "exceeded storage allocation". Null: not limited, or not known.</summary>
    public static Reply OverQuota(long? bytes, long? files) => Reply.Line(TooLarge, (bytes, files) switch
    {
        (null, null) => "Over quota.",
        ({ } left, null) => $"Over quota: {Number(left)} bytes are left.",
        (null, { } left) => $"Over quota: {Number(left)} more files may be stored.",
        ({ } left, { } more) => $"Over quota: {Number(left)} bytes are left, and {Number(more)} more files may be stored.",
    });
    public static Reply QuotaCounting { get; } = Reply.Line(NoSpace, "The quota is being counted, try again later.");
    /// <summary>draft-peterson-streamlined-ftp-command-extensions-10 section 4.</summary>
    public static Reply Available(long bytes) => Reply.Line(FileStatus, Number(bytes));
    public static Reply AvailableUnknown { get; } = Reply.Line(ReplyCode.Unavailable, "What is available there is not known now.");
    public static Reply ServerError { get; } = Reply.Line(LocalError, "The server could not do that.");

    // ---- data connections
    /// <param name="hostPort"><c>h1,h2,h3,h4,p1,p2</c>.</param>
    public static Reply EnteringPassive(string hostPort) => Reply.Line(Passive, $"Entering Passive Mode ({hostPort}).");
    /// <param name="port"><c>(|||port|)</c> (RFC 2428 section 3).</param>
    public static Reply EnteringExtendedPassive(string port) => Reply.Line(ExtendedPassive, $"Entering Extended Passive Mode {port}");
    public static Reply ExtendedPassiveOnly { get; } = Reply.Line(Okay, "EPSV only from now on.");
    /// <summary>After EPSV ALL (RFC 2428 section 4).</summary>
    public static Reply OnlyExtendedPassiveNow { get; } = Reply.Line(BadSequence, "Only EPSV is allowed after EPSV ALL.");
    public static Reply PortTaken { get; } = Reply.Line(Okay, "Data address taken.");
    public static Reply NoPassivePort { get; } = Reply.Line(NoDataConnection, "No passive port is free, try again later.");
    public static Reply PassiveNeedsIPv4 { get; } = Reply.Line(NoDataConnection, "PASV works over IPv4 only; use EPSV.");
    public static Reply PassiveAddressUnknown { get; } = Reply.Line(NoDataConnection, "The passive address is not known now; use EPSV.");
    public static Reply ForeignAddress { get; } = Reply.Line(BadArgument, "Data connections go to your own address only.");
    public static Reply LowPort { get; } = Reply.Line(BadArgument, "Data connections go to ports from 1024 on.");
    /// <param name="usable"><c>(1)</c> or <c>(2)</c> (RFC 2428 section 2).</param>
    public static Reply UseNetworkProtocol(string usable) => Reply.Line(BadDataConnection, $"Network protocol not supported, use {usable}");
    public static Reply PassiveOrPortFirst { get; } = Reply.Line(NoDataConnection, "Use PASV or PORT first.");
    public static Reply TypeSet(string type) => Reply.Line(Okay, $"Type is {type}.");
    public static Reply ModeSet { get; } = Reply.Line(Okay, "Mode is S.");
    public static Reply StructureSet(string structure) => Reply.Line(Okay, $"Structure is {structure}.");
    public static Reply AllocationNoted { get; } = Reply.Line(Okay, "Noted.");
    public static Reply RestartAt(long offset) => Reply.Line(Pending, $"The next transfer begins at {offset.ToString(CultureInfo.InvariantCulture)}.");

    // ---- transfers
    public static Reply Opening(string type, FtpPath path, long? size) => Reply.Line(OpeningData, size is { } bytes
        ? $"Opening {type} data connection for {path} ({bytes.ToString(CultureInfo.InvariantCulture)} bytes)."
        : $"Opening {type} data connection for {path}.");
    public static Reply OpeningListing { get; } = Reply.Line(OpeningData, "Here comes the listing.");
    /// <summary>RFC 1123 section 4.1.2.9 prescribes the form.</summary>
    public static Reply OpeningUnique(string name) => Reply.Line(OpeningData, $"FILE: {name}");
    public static Reply TransferComplete { get; } = Reply.Line(ClosingData, "Transfer complete.");
    public static Reply StoredUnique(string name) => Reply.Line(ClosingData, $"Transfer complete, stored as {name}");
    public static Reply DataConnectionFailed { get; } = Reply.Line(NoDataConnection, "The data connection could not be opened.");
    public static Reply DataNeedsTls { get; } = Reply.Line(BadDataConnection, "Data connections need TLS here: AUTH TLS, PBSZ 0, PROT P.");
    public static Reply DataTlsFailed { get; } = Reply.Line(BadDataConnection, "TLS could not be agreed on the data connection.");
    public static Reply DataNotBound { get; } = Reply.Line(BadDataConnection, "The data connection must resume the TLS session of the control connection.");
    public static Reply ConnectionLost { get; } = Reply.Line(TransferAborted, "Data connection lost; transfer aborted.");
    public static Reply Stopped(string reason) => Reply.Line(TransferAborted, $"Transfer aborted: {reason}.");
    public static Reply AbortedBeforeBegin { get; } = Reply.Line(TransferAborted, "Transfer aborted before it began.");
    public static Reply IncompleteUpload { get; } = Reply.Line(TransferAborted, "The upload did not come to its proper end and is not published.");
    public static Reply FileTooLarge(long maximum) => Reply.Line(TooLarge, $"Larger than the {maximum.ToString(CultureInfo.InvariantCulture)} bytes that are allowed here.");
    public static Reply TransfersBusy(string limit) => Reply.Line(FileBusy, $"Too many transfers now ({limit}), try again later.");
    /// <summary>RFC 3659 section 7.2: MLSD of what is no directory.</summary>
    public static Reply ListingNeedsDirectory { get; } = Reply.Line(BadArgument, "Not a directory; use MLST.");
    public static Reply RestartNeedsBinary { get; } = Reply.Line(BadRestart, "REST works in TYPE I only.");
    public static Reply AbortDone { get; } = Reply.Line(ClosingData, "Abort done.");
    public static Reply NothingToAbort { get; } = Reply.Line(ReplyCode.NothingToAbort, "No transfer is running.");

    // ---- talk
    public static Reply System { get; } = Reply.Line(SystemType, "UNIX Type: L8");
    public static Reply Noop { get; } = Reply.Line(Okay, "Okay.");
    public static Reply LanguageSet { get; } = Reply.Line(Okay, "Replies are in English.");
    public static Reply ClientNoted { get; } = Reply.Line(Okay, "Noted.");
    public static Reply Utf8(bool on) => Reply.Line(Okay, on ? "UTF-8 is on." : "UTF-8 is off.");
    /// <summary>RFC 3659 section 7.9.</summary>
    public static Reply FactsChosen(string facts) => Reply.Line(Okay, facts.Length == 0 ? "MLST OPTS" : $"MLST OPTS {facts}");
    public static Reply UnknownOption { get; } = Reply.Line(BadArgument, "Unknown option.");
    /// <summary>RFC 2389 section 3.2.</summary>
    public static Reply Features(IEnumerable<string> features) => Reply.Block(SystemStatus, "Features:", features, "End");
    public static Reply HelpList(string first, IEnumerable<string> lines) => Reply.Block(ReplyCode.Help, first, lines, "End of help.");
    public static Reply HelpFor(string syntax, string text) => Reply.Line(ReplyCode.Help, $"Syntax: {syntax} - {text}");
    public static Reply Status(IEnumerable<string> lines) => Reply.Block(SystemStatus, "Status:", lines, "End of status.");
    public static Reply PathStatus(FtpPath path, IEnumerable<string> lines, bool cut) =>
        Reply.Block(FileStatus, $"Status of {path}:", lines, cut ? "End; there is more, use LIST." : "End of status.");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The path with its quotes doubled (RFC 959 appendix II).</summary>
    private static string Quoted(FtpPath path) => $"\"{path.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>An operator's text, which may have several lines.</summary>
    private static Reply Lines(ReplyCode code, string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return Reply.WithText(code, lines[..^1], lines[^1]);
    }
}
