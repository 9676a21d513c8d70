using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>What a transfer actor is started with. It owns the channel, the file and the stream from now on and closes all three.</summary>
/// <param name="RunId">Stands in every message about this run; a session ignores messages of another run.</param>
/// <param name="PeerIsGone">Peeks the control connection before an upload is published.</param>
public sealed record TransferOrder(
    long RunId, TransferJob Job, IDataChannel Channel, bool Ascii, Func<bool> PeerIsGone) : INoSerializationVerificationNeeded
{
    /// <summary>PROT P: TLS on the data connection; null: PROT C.</summary>
    public DataProtection? Protection { get; init; }

    /// <summary>The limits on its bytes a second; the transfer leaves them at its end. Null: none can hold, as for listings.</summary>
    public Throttle? Throttle { get; init; }

    /// <summary>The account's own time-outs, which may change while it runs; null: the settings hold.</summary>
    public Published<TransferTerms>? Terms { get; init; }
}

/// <summary>What an account has of its own for its transfers. Null: the settings hold.</summary>
public sealed record TransferTerms(TimeSpan? DataConnectTimeout, TimeSpan? StallTimeout);

/// <summary>How a data connection is protected: with the control connection's TLS, and what it must show.</summary>
public sealed record DataProtection(IDataTls Tls, DataBinding Binding);

public abstract record TransferJob
{
    private TransferJob()
    {
    }

    /// <param name="Offset">REST.</param>
    public sealed record Retrieve(StoragePlace Place, StorageCaller Caller, StoredPathGuard Guard, long Offset) : TransferJob;

    /// <param name="MaximumSize">Largest size of the whole file in bytes, of all rules that apply; null for none.</param>
    /// <param name="LeastBytes">ALLO's promise: fewer bytes than this are not a proper end. Null where nothing was announced.</param>
    public sealed record Store(StoreRequest Request, long? MaximumSize, long? LeastBytes) : TransferJob
    {
        /// <summary>Over TLS: an end without close_notify is taken for a proper one, as the settings or the account have it for devices that never send it.</summary>
        public bool AcceptUncleanEnd { get; init; }

        /// <summary>The quotas that must be known before it begins.</summary>
        public QuotaNeeds Quotas { get; init; } = QuotaNeeds.None;
    }

    /// <summary>LIST, NLST, MLSD: lines made by the session's formatter, pulled batch by batch.</summary>
    /// <param name="Open">Opens the lines; runs on a storage lane.</param>
    public sealed record Listing(Func<CancellationToken, ValueTask<StorageResult<IListingLines>>> Open) : TransferJob;
}

/// <summary>A listing as bytes for the wire, batch by batch, with flat memory.</summary>
public interface IListingLines : IAsyncDisposable
{
    /// <summary>Appends encoded lines (CRLF) to <paramref name="buffer"/>; false when there are no more.</summary>
    ValueTask<StorageResult<bool>> ReadAsync(System.Buffers.IBufferWriter<byte> buffer, CancellationToken cancel);
}

// ---- transfer actor → session

/// <summary>The file is open and the data connection about to be made: the session sends 150. Not sent when opening failed.</summary>
/// <param name="Size">Of the file to be sent, from the offset; null where unknown.</param>
/// <param name="Name">The name being stored (STOU).</param>
public sealed record TransferOpened(long RunId, long? Size, string? Name, TransferMeter Meter) : INoSerializationVerificationNeeded
{
    /// <summary>The path inside the source of what was really opened: rights are watched there. Null: as asked.</summary>
    public FtpPath? Stored { get; init; }

    /// <summary>What an upload lives on: a new file, overwriting, appending. None: not known, or no upload.</summary>
    public StoreAllowed Uses { get; init; }
}

/// <summary>The end of the run; the data connection is closed, the file published or not. Sent exactly once.</summary>
public sealed record TransferEnded(long RunId, TransferOutcome Outcome) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Session → transfer actor: ABOR, revoked right, kick, shutdown. The connection is reset, nothing is published.</summary>
public sealed record StopTransfer(long RunId, string Reason) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

public abstract record TransferOutcome
{
    private TransferOutcome()
    {
    }

    /// <param name="Stored">Facts of the published file.</param>
    public sealed record Completed(long Bytes, TimeSpan Took, FileFacts? Stored) : TransferOutcome;

    /// <summary>Before any data connection: the file could not be opened.</summary>
    public sealed record NotOpened(StorageError Error, string? Detail) : TransferOutcome
    {
        /// <inheritdoc cref="StorageResult{T}.Quota"/>
        public QuotaRefusal? Quota { get; init; }
    }

    /// <summary>425: nobody connected in time, or the connection was refused.</summary>
    public sealed record NotConnected(string Why) : TransferOutcome;

    /// <summary>426: the connection broke, stalled, or was stopped; an upload is not published.</summary>
    /// <param name="Stopped">By us (ABOR, revocation, kick).</param>
    public sealed record Aborted(long Bytes, string Why, bool Stopped) : TransferOutcome;

    /// <summary>522 (RFC 4217 section 10) or 425: the handshake on the data connection failed, or the connection did not belong to this session by the policy in force.</summary>
    public sealed record NotProtected(string Why, bool NotBound) : TransferOutcome;

    /// <summary>451/452/552: the disk or a rule ended it.</summary>
    public sealed record StorageFailed(long Bytes, StorageError Error, string? Detail) : TransferOutcome
    {
        /// <inheritdoc cref="StorageResult{T}.Quota"/>
        public QuotaRefusal? Quota { get; init; }
    }

    /// <summary>552: larger than a rule allows.</summary>
    public sealed record TooLarge(long Bytes, long Maximum) : TransferOutcome;

    /// <summary>An upload that ended before its proper end: the control connection is gone too, or fewer bytes than announced.</summary>
    public sealed record Incomplete(long Bytes, string Why) : TransferOutcome;
}

/// <summary>Bytes moved so far; written by the stream, read by STAT and <c>sessions list</c>.</summary>
public sealed class TransferMeter
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
