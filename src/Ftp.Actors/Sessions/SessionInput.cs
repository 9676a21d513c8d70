using Akka.Actor;
using Akka.Event;
using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>What can happen to a session. A result that comes after its end is nobody's loss.</summary>
public abstract record SessionInput : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    private SessionInput()
    {
    }

    public sealed record Started : SessionInput
    {
        public static Started Instance { get; } = new();
    }

    public sealed record LineArrived(FtpLine Line) : SessionInput;

    /// <summary>The first bytes were no FTP.</summary>
    /// <param name="Tls">They were a TLS hello.</param>
    public sealed record ForeignProtocol(bool Tls) : SessionInput;

    public sealed record PeerClosed : SessionInput
    {
        public static PeerClosed Instance { get; } = new();
    }

    public sealed record EffectDone(long Epoch, object Result) : SessionInput;

    public sealed record EffectFailed(long Epoch, Exception Cause) : SessionInput;

    public sealed record Opened(TransferOpened Event) : SessionInput;

    public sealed record Ended(TransferEnded Event) : SessionInput;

    public sealed record SlotReleased(long RunId) : SessionInput;

    /// <summary>The moment that <see cref="SessionClock"/> asked for, or later.</summary>
    public sealed record Tick : SessionInput
    {
        public static Tick Instance { get; } = new();
    }

    public sealed record EndWanted(string Reason, bool LetTransferFinish) : SessionInput;

    public sealed record TransferAbortWanted(string Reason) : SessionInput;

    public sealed record AccountUpdated(AccountChanged Event) : SessionInput;
}
