using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Event;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Supervision;

/// <summary>Which limit said no.</summary>
public enum Limit { MaximumConnections, MaximumSessions, MaximumSessionsBeforeLogin, MaximumConnectionsPerLogin, MaximumConnectionsPerHost, MaximumGuests, ServerOff, Draining }

// ---- session → session supervisor; each is answered to the sender

/// <summary>After the password was right, before the 230: take a place among the sessions of this login. Answer: <see cref="Admission"/>.</summary>
/// <param name="Maximum">The account's own limit; null: the settings'.</param>
public sealed record AdmitLogin(long Session, string Login, bool IsGuest, int? Maximum) : INoSerializationVerificationNeeded;

/// <summary>REIN: the session stays, its login is given back. Answer: <see cref="Released"/>.</summary>
public sealed record ReleaseLogin(long Session) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Before a RETR/STOR/STOU/APPE where <see cref="TransferSlots"/> had none free: the answer waits up to 5 s. Answer: <see cref="Admission"/>.</summary>
public sealed record AdmitTransfer(long Session) : INoSerializationVerificationNeeded;

/// <summary>A transfer given up while it waited, or that never began. Idempotent. Answer: <see cref="Released"/>.</summary>
public sealed record ReleaseTransfer(long Session) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>A session has given its slot back by itself (<see cref="TransferSlots"/>) and others wait for one.</summary>
public sealed record TransferSlotFree : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static TransferSlotFree Instance { get; } = new();
}

/// <summary>Before the 221 or the close is sent: every place this session holds. Idempotent; the session actor's death does the same. Answer: <see cref="Released"/>.</summary>
public sealed record ReleaseSession(long Session) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

public abstract record Admission : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    private Admission()
    {
    }

    public sealed record Granted(long Session) : Admission;

    public sealed record Refused(long Session, Limit Limit, long Maximum) : Admission;
}

public sealed record Released(long Session) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

// ---- session supervisor → session

/// <summary>End politely: a 421 with this reason at the next command boundary; a running transfer first finishes when <paramref name="LetTransferFinish"/>.</summary>
public sealed record EndSession(string Reason, bool LetTransferFinish) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Abort the running transfer with a 426 and this reason; the session lives on.</summary>
public sealed record AbortRunningTransfer(string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Answer: <see cref="SessionCard"/>.</summary>
public sealed record DescribeSession : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static DescribeSession Instance { get; } = new();
}

/// <summary>A session as <c>sessions list</c> shows it.</summary>
/// <param name="Login">Null before login.</param>
/// <param name="Doing">The running command with its path, or "idle".</param>
public sealed record SessionCard(
    long Id, string? Login, bool IsGuest, IPEndPoint Peer, DateTimeOffset Since, DateTimeOffset LastActivity, FtpPath WorkingDirectory, string Doing,
    string? Client, TransferCard? Transfer) : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    /// <summary>TLS of the control connection; null: none.</summary>
    public Network.Tls.TlsFacts? Tls { get; init; }

    /// <summary>PROT P: data connections have TLS too.</summary>
    public bool DataProtected { get; init; }

    /// <summary>The client certificate stood for the password.</summary>
    public bool ByCertificate { get; init; }
}

/// <param name="Bytes">Moved so far.</param>
/// <param name="Size">Whole size where known.</param>
public sealed record TransferCard(string Verb, FtpPath Path, long Bytes, long? Size, DateTimeOffset Since) : INoSerializationVerificationNeeded
{
    /// <summary>Bytes in the last second.</summary>
    public long Rate { get; init; }

    /// <summary>The limit that holds it back now, in words; null: none does.</summary>
    public string? HeldBy { get; init; }

    /// <summary>Bytes a second, set for it alone by <see cref="ThrottleTransfer"/>; null: nothing was.</summary>
    public long? Own { get; init; }
}

// ---- admin → server actor (FtpServerActor); each is answered to the sender

/// <summary>Answer: <see cref="ServerStatus"/>.</summary>
public sealed record GetStatus : INoSerializationVerificationNeeded;

/// <summary>Stop taking sessions, let transfers finish until the deadline, then close. Forgotten at a restart. Answer: <see cref="DrainResult"/> when all are gone or the deadline passed.</summary>
public sealed record Drain(TimeSpan Deadline, string By) : INoSerializationVerificationNeeded;

public sealed record DrainResult(int SessionsEnded, int TransfersCut) : INoSerializationVerificationNeeded;

/// <summary>Answer: <see cref="SessionList"/>.</summary>
public sealed record ListSessions : INoSerializationVerificationNeeded;

public sealed record SessionList(ImmutableArray<SessionCard> Sessions) : INoSerializationVerificationNeeded;

/// <summary>Answer: <see cref="KickResult"/>.</summary>
public sealed record KickSession(long Session, string By) : INoSerializationVerificationNeeded;

public sealed record KickResult(bool Found) : INoSerializationVerificationNeeded;

/// <summary>The session gets <see cref="AbortRunningTransfer"/> and lives on. Answer: <see cref="AbortTransferResult"/>.</summary>
public sealed record AbortTransfer(long Session, string By) : INoSerializationVerificationNeeded;

/// <param name="Found">There is such a session.</param>
public sealed record AbortTransferResult(bool Found) : INoSerializationVerificationNeeded;

/// <summary>
/// Limits the session's running transfer beside all other limits, until its end. The server actor passes it on, the session answers: <see cref="ThrottleTransferResult"/>.
/// </summary>
/// <param name="Rate">Bytes a second; null: no longer.</param>
public sealed record ThrottleTransfer(long Session, long? Rate, string By) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <param name="Found">There is such a session, and it stores or sends a file.</param>
public sealed record ThrottleTransferResult(bool Found) : INoSerializationVerificationNeeded;

/// <summary>Answer: <see cref="LimitReport"/>.</summary>
public sealed record GetLimits : INoSerializationVerificationNeeded;

/// <param name="Maximum">Null is unlimited.</param>
public sealed record LimitLine(string Name, string? Key, long InUse, long? Maximum);

/// <param name="Lines">The global limits, then each login and host at its highest use.</param>
public sealed record LimitReport(ImmutableArray<LimitLine> Lines) : INoSerializationVerificationNeeded;

/// <param name="Tls">none, explicit (AUTH TLS is offered) or implicit.</param>
public sealed record ListenerStatus(string Address, int Port, string Tls);

/// <param name="Enabled">The setting; <paramref name="State"/> is what is so: on, off, draining, fault.</param>
/// <param name="ChangedBy">Who switched it last, when; null where the files decide.</param>
public sealed record ServerStatus(
    bool Enabled, string State, ImmutableArray<ListenerStatus> Listeners, int Sessions, int Transfers, DateTimeOffset StartedAt, string? ChangedBy,
    DateTimeOffset? ChangedAt, ImmutableArray<Log.Alarm> Alarms) : INoSerializationVerificationNeeded
{
    /// <summary>Accounts that logged in without TLS in the last 24 hours.</summary>
    public ImmutableArray<ClearLogin> ClearLogins { get; init; } = [];

    /// <summary>How many networks are banned.</summary>
    public int Bans { get; init; }

    /// <summary>From when on <see cref="ClearLogins"/> were counted.</summary>
    public DateTimeOffset ClearLoginsSince { get; init; }
}

/// <summary>
/// A change of a setting goes through the server actor: new listeners are bound first, then the catalogue keeps the change, then the old listeners close.
/// A port that is busy refuses the change and nothing is different. Answer: <see cref="Catalog.CatalogAnswer"/>.
/// </summary>
/// <param name="Command">SetSetting or ResetSetting.</param>
public sealed record ChangeSetting(Catalog.CatalogCommand Command) : INoSerializationVerificationNeeded;

/// <summary>Published on the node's event stream by the catalogue actor after <see cref="NodeServices.Settings"/> has the new value.</summary>
public sealed record SettingsChanged(Settings.ServerSettings Old, Settings.ServerSettings New) : INoSerializationVerificationNeeded;
