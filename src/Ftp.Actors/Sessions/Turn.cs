using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>One decision while it is being made: the state so far, the moment, and what the actor shall do.</summary>
public sealed record Turn(SessionState State, SessionWorld World, ImmutableList<Act> Acts)
{
    /// <summary>The command whose turn it is; null while none is.</summary>
    public Spoken? Command { get; init; }

    public string Argument => Command?.Argument ?? "";

    /// <summary>Where the row has a path: what the gate let pass.</summary>
    public Target Target => Command?.Target ?? throw new InvalidOperationException($"{Command?.Row.Name} has no path in its row");

    /// <exception cref="InvalidOperationException">Nobody has logged in: the gate is broken, and the session must die rather than go on.</exception>
    public AccountProfile Account => State.Account ?? throw new InvalidOperationException("nobody has logged in");

    public Subject Subject => new(Account.Login, Account.IsGuest, World.Peer.Address, World.Now);

    public WireText Text => SessionText.For(State, World);

    public Turn With(SessionState state) => this with { State = state };

    public Turn Do(Act act) => this with { Acts = Acts.Add(act) };

    public Turn Log(LogEntry entry) => Do(new Act.Log(entry));

    // ---- what a verb says

    public Step Reply(Reply reply) => new Step.Replied(this, reply);

    public Step Ask<T>(Effect<T> effect, Func<Turn, T, Step> then)
        where T : notnull => new Step.Asked(this, effect, (turn, result) => then(turn, (T)result));

    public Step End(Reply last) => new Step.Ended(this, last, last.Text);

    /// <summary>The transfer slot that was granted goes back first.</summary>
    public Step ReleaseAndReply(Reply reply) =>
        Ask(new Effect.Release(new ReleaseTransfer(World.Session)), (turn, _) => turn.Reply(reply));

    // ---- places

    public bool TryResolve(string typed, [NotNullWhen(true)] out Target? target)
    {
        target = FtpPath.TryResolve(State.Directory, typed, out var path) ? At(path) : null;
        return target is not null;
    }

    public Target At(FtpPath path) => new(path, World.Rights.Locate(Account, path));
}
