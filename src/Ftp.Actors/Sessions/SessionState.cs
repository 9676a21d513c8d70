using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>All that a session knows. No socket, no file, no actor: <see cref="SessionCore"/> makes the next one from it.</summary>
public sealed record SessionState
{
    /// <summary>Commands that may wait for their turn; the connection is not read beyond that.</summary>
    public const int MostWaiting = 16;

    private SessionState(DateTimeOffset now)
    {
        LoginSince = now;
        LastActivity = now;
    }

    public static SessionState New(DateTimeOffset now) => new(now);

    // ---- who
    /// <summary>When the time for logging in began: at the connect, or at REIN.</summary>
    public DateTimeOffset LoginSince { get; init; }
    public DateTimeOffset LastActivity { get; init; }
    /// <summary>What USER named; null before.</summary>
    public string? User { get; init; }
    /// <summary>Not null exactly while logged in. Set in one place: PASS, once nothing can refuse the login any more, and by changes of that account.</summary>
    public AccountProfile? Account { get; init; }
    public int FailedLogins { get; init; }
    public int UnknownCommands { get; init; }
    /// <summary>What CLNT named.</summary>
    public string? Client { get; init; }
    /// <summary>OPTS UTF8 ON was said: no legacy charset any more.</summary>
    public bool Utf8 { get; init; }

    /// <summary>A client certificate stood for the password.</summary>
    public bool ByCertificate { get; init; }

    // ---- TLS
    /// <summary>Of the control connection; null: it goes in clear.</summary>
    public TlsFacts? Tls { get; init; }
    /// <summary>CCC ended TLS on the control connection; that of the data connections stays.</summary>
    public bool Cleared { get; init; }
    /// <summary>PBSZ was said, or is implied.</summary>
    public bool BufferSizeKnown { get; init; }
    /// <summary>PROT P: data connections have TLS.</summary>
    public bool DataProtected { get; init; }

    // ---- where
    public FtpPath Directory { get; init; }
    /// <summary>The working directory vanished and became "/", and the client does not know: what it names by the working directory is refused until it was told.</summary>
    public bool DirectoryGone { get; init; }
    public RenameSource? RenameFrom { get; init; }
    /// <summary>The last files that this session stored, by catalogue path: it may ask for their facts and set their time.</summary>
    public ImmutableList<FtpPath> Stored { get; init; } = [];

    // ---- how
    public TransferParameters Parameters { get; init; } = TransferParameters.Default;
    public MlsxFacts Facts { get; init; } = MlsxFacts.Default;
    /// <summary>REST: the next transfer begins here.</summary>
    public long Restart { get; init; }
    /// <summary>ALLO: bytes of the next upload.</summary>
    public long? Announced { get; init; }
    public AgreedChannel? Channel { get; init; }
    /// <summary>EPSV ALL was said.</summary>
    public bool ExtendedPassiveOnly { get; init; }
    /// <summary>The log has it that this client cannot reach the address it is told; once is enough.</summary>
    public bool PassiveWarned { get; init; }

    // ---- what is going on
    /// <summary>Counts effects and transfers, so that a late result is known as such.</summary>
    public long Epoch { get; init; }
    public PendingEffect? Pending { get; init; }
    public RunningTransfer? Transfer { get; init; }
    public ImmutableList<ReceivedCommand> Waiting { get; init; } = [];
    /// <summary>Said in a 421 at the next command boundary, or when the running transfer has ended; null: the session goes on.</summary>
    public string? EndReason { get; init; }
    /// <summary>The peer closed its side: what it sent before is still done, nothing more is read.</summary>
    public bool PeerGone { get; init; }
    /// <summary>The places are being given back; then the last reply is sent and the connection closed.</summary>
    public Farewell? Farewell { get; init; }

    public bool IsLoggedIn => Account is not null;

    /// <summary>More lines can be taken.</summary>
    public bool WantsLines => Waiting.Count < MostWaiting && Farewell is null && !PeerGone && !Switching && (EndReason is null || Transfer is not null);

    /// <summary>The control connection is on its way from clear to TLS or back.</summary>
    public bool Switching => Pending is { Effect: Effect.ISwitch };

    /// <summary>A transfer was asked for and stands in line for a slot.</summary>
    public bool WaitsForSlot => Pending is { Effect: Effect.Admit { Message: AdmitTransfer } };

    /// <summary>An ABOR waits for its turn: transfers asked for before it do not begin any more.</summary>
    public bool AbortWaits => Waiting.Exists(static waiting => waiting.IsAbort);

    /// <summary>What the client names by its working directory would mean something else from now on.</summary>
    public SessionState LoseDirectory() => this with { Directory = FtpPath.Root, DirectoryGone = true };

    /// <summary>As it was before anybody logged in; the connection's own things stay.</summary>
    public SessionState LoggedOut(DateTimeOffset now) => this with
    {
        LoginSince = now,
        User = null,
        Account = null,
        ByCertificate = false,
        Directory = FtpPath.Root,
        DirectoryGone = false,
        RenameFrom = null,
        Stored = [],
        Restart = 0,
        Announced = null,
    };

    /// <summary>
    /// As after the connect (RFC 959 section 4.1.1, RFC 2228 section 3), but for TLS itself. What counts against guessing (failed logins, unknown commands) goes on counting.
    /// </summary>
    public SessionState Reinitialized(DateTimeOffset now) => LoggedOut(IsLoggedIn ? now : LoginSince) with
    {
        // The time for logging in does not start again for somebody who never did: it would be a way to stay for ever.
        Parameters = TransferParameters.Default,
        Facts = MlsxFacts.Default,
        Channel = null,
        ExtendedPassiveOnly = false,
        Utf8 = false,
        Client = null,
    };

    /// <summary>TLS begins, or there is none any more: what was agreed under the former is forgotten.</summary>
    /// <param name="protectData">PBSZ 0 and PROT P are implied.</param>
    public SessionState UnderTls(TlsFacts? tls, bool protectData) => this with { Tls = tls, Cleared = false, BufferSizeKnown = protectData, DataProtected = protectData };

    public StorageCaller Caller => new(Account is { IsGuest: false } account ? account.Login : null);
}

/// <param name="Command">Null: the line was no command.</param>
/// <param name="TooLong">The line was longer than a line may be; its rest is never looked at.</param>
/// <param name="Stopped">An ABOR that stopped a transfer when it arrived.</param>
public sealed record ReceivedCommand(FtpCommand? Command, bool TooLong = false, bool Stopped = false)
{
    public bool IsAbort => Command?.Verb == "ABOR";
}

/// <summary>The session is over: every place is being given back, then <paramref name="Last"/> is said.</summary>
public sealed record Farewell(long Epoch, Reply? Last);

/// <summary>What RNFR named.</summary>
public sealed record RenameSource(Target Target, FileKind Kind);

/// <summary>A data connection that is agreed; the actor holds the channel itself.</summary>
public sealed record AgreedChannel(bool IsPassive, IPEndPoint EndPoint, DateTimeOffset Since);

/// <summary>The effect in flight, the command it belongs to, and the step that takes its result.</summary>
/// <param name="Spoken">Null: the handshake before the greeting.</param>
public sealed record PendingEffect(long Epoch, Spoken? Spoken, Effect Effect, Func<Turn, object, Step> Then);

public enum TransferStage
{
    /// <summary>The transfer actor is opening the file; the command has had no reply yet.</summary>
    Starting,
    Running,
    /// <summary>It has ended and its slot is being given back; then the last reply is sent.</summary>
    Releasing,
}

/// <param name="Required">Rights that must go on to be there while it runs: of an upload that is not open yet, one of them; later those that it lives on.</param>
/// <param name="HoldsSlot">Listings hold none.</param>
/// <param name="StopReason">Why it was told to stop; null while it was not.</param>
/// <param name="Last">The reply to send once the slot is given back.</param>
public sealed record RunningTransfer(
    long RunId, string Verb, Target Target, TransferPlan Plan, Rights Required, bool HoldsSlot, bool Ascii, DateTimeOffset Since,
    TransferStage Stage = TransferStage.Starting, long? Size = null, string? Name = null, string? StopReason = null, Reply? Last = null)
{
    /// <summary>Where inside the source what was opened really stands; null: as asked.</summary>
    public FtpPath? Stored { get; init; }

    /// <summary>What its data connection over TLS must show; null: it goes in clear.</summary>
    public DataBinding? Binding { get; init; }

    /// <summary>What was opened, as a place with rights.</summary>
    /// <param name="asked">The target, located now.</param>
    public Place.InResource Reached(Place.InResource asked) => Stored is { } stored && (Target.Inside is not { } then || then.Stored.Source == asked.Stored.Source)
        ? asked.At(stored)
        : asked;
}
