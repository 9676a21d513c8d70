using Ftp.Actors.Log;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>What the actor does for the core, in order.</summary>
public abstract record Act
{
    private Act()
    {
    }

    public sealed record Send(Reply Reply, WireText Text) : Act;

    /// <summary>Do it, then bring the result as <see cref="SessionInput.EffectDone"/> with this epoch.</summary>
    public sealed record Perform(long Epoch, Effect Effect) : Act;

    /// <summary>Start a transfer with the agreed channel, which is the transfer's from now on.</summary>
    public sealed record BeginTransfer(RunningTransfer Transfer) : Act;

    public sealed record StopTransfer(long RunId, string Reason) : Act;

    /// <summary>Give the slot back, then say <see cref="SessionInput.SlotReleased"/>.</summary>
    public sealed record ReleaseSlot(long RunId) : Act;

    public sealed record DropChannel : Act
    {
        public static DropChannel Instance { get; } = new();
    }

    public sealed record Log(LogEntry Entry) : Act;

    public sealed record RaiseAlarm(string Key, string Text) : Act;

    public sealed record ClearAlarm(string Key) : Act;

    /// <summary>A named account logged in without TLS: an operator wants to know before requiring it.</summary>
    public sealed record NoteClearLogin(string Login) : Act;

    /// <summary>A named account logged in: its host is one where a password is known.</summary>
    public sealed record NoteGoodLogin(string Login) : Act;

    /// <summary>Close once everything sent has arrived; a peer that speaks another protocol, or is in a handshake, is cut off.</summary>
    public sealed record CloseConnection(bool Cut) : Act;
}
