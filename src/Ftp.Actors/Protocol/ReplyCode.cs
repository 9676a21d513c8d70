namespace Ftp.Actors.Protocol;

/// <summary>The reply codes this server sends (RFC 959 section 4.2.2; others as named).</summary>
public enum ReplyCode
{
    /// <summary>The data connection is about to be opened.</summary>
    OpeningData = 150,
    Okay = 200,
    /// <summary>Superfluous here.</summary>
    NotNeeded = 202,
    SystemStatus = 211,
    FileStatus = 213,
    Help = 214,
    SystemType = 215,
    Greeting = 220,
    Goodbye = 221,
    NothingToAbort = 225,
    ClosingData = 226,
    Passive = 227,
    /// <summary>RFC 2428 section 3.</summary>
    ExtendedPassive = 229,
    LoggedIn = 230,
    /// <summary>RFC 2228 section 5.1: logged in by what TLS has shown, no password needed.</summary>
    LoggedInBySecurity = 232,
    /// <summary>RFC 2228 section 5.1.</summary>
    SecurityAccepted = 234,
    FileDone = 250,
    PathName = 257,
    NeedPassword = 331,
    Pending = 350,
    Closing = 421,
    NoDataConnection = 425,
    TransferAborted = 426,
    /// <summary>RFC 2228 section 5.1: what security needs is not to be had now.</summary>
    SecurityUnavailable = 431,
    FileBusy = 450,
    LocalError = 451,
    NoSpace = 452,
    Unrecognized = 500,
    BadArgument = 501,
    NotImplemented = 502,
    BadSequence = 503,
    BadParameter = 504,
    /// <summary>RFC 2428 section 2: the network protocol is not supported; RFC 4217: no TLS on the data connection, or not as it must be.</summary>
    BadDataConnection = 522,
    NotLoggedIn = 530,
    /// <summary>RFC 2228 section 5.1: the command must come protected.</summary>
    MustBeProtected = 533,
    /// <summary>RFC 2228 section 5.1: denied for policy reasons.</summary>
    DeniedByPolicy = 534,
    /// <summary>RFC 2228 section 5.1: no such protection level with this mechanism.</summary>
    BadProtection = 536,
    Unavailable = 550,
    TooLarge = 552,
    BadName = 553,
    /// <summary>RFC 3659 section 5.3.</summary>
    BadRestart = 554,
}
