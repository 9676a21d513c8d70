using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>Something outside the session whose result a verb waits for.</summary>
public abstract record Effect
{
    private protected Effect()
    {
    }

    /// <summary>A question to the accounts actor.</summary>
    public sealed record Verify(VerifyLogin Login) : Effect<LoginVerdict>;

    /// <summary>Does the client certificate stand for the password? To the accounts actor.</summary>
    public sealed record Recognize(VerifyCertificate Certificate) : Effect<LoginVerdict>;

    /// <summary>What is asked of an account that is named, before its password travels. To the accounts actor.</summary>
    public sealed record FindAccount(AccountQueries.Get Query) : Effect<AccountFound>;

    /// <summary>An account's owner sets its password. To the accounts actor.</summary>
    public sealed record ChangePassword(AccountCommands.SetPassword Command) : Effect<AccountAnswer>;

    /// <summary>A password was wrong: it counts against the host, and the answer comes when the client may be answered.</summary>
    public sealed record CountFailure(string Login) : Effect<FailureVerdict>;

    /// <summary>AdmitLogin or AdmitTransfer, to the supervisor.</summary>
    public sealed record Admit(object Message) : Effect<Admission>;

    /// <summary>ReleaseLogin, ReleaseTransfer or ReleaseSession, to the supervisor.</summary>
    public sealed record Release(object Message) : Effect<Released>;

    /// <summary>Agrees on a passive data connection. Null: no port is free.</summary>
    public sealed record Listen(IPAddress Local, IPAddress Permitted) : Effect<Agreed>;

    /// <summary>Agrees on an active data connection.</summary>
    public sealed record ConnectTo(IPAddress Local, IPEndPoint Target) : Effect<Agreed>;

    /// <summary>
    /// The control connection goes from clear to TLS or back, once the reply before it has left. Nothing crosses: what the client sent before is thrown away, and
    /// nothing is taken until it is done.
    /// </summary>
    public interface ISwitch
    {
        /// <summary>Lines that waited for their turn and were thrown away.</summary>
        int Dropped { get; }
    }

    public sealed record StartTls(int Dropped) : Effect<TlsFacts>, ISwitch;

    public sealed record StopTls(int Dropped) : Effect<TlsStopped>, ISwitch;

    /// <summary>Anything that takes the node's services and time: storage, name look-up.</summary>
    public abstract record Work<T> : Effect<T>, IWork
        where T : notnull
    {
        public abstract ValueTask<T> RunAsync(NodeServices services, CancellationToken cancel);

        async Task<object> IWork.RunAsync(NodeServices services, CancellationToken cancel) => await RunAsync(services, cancel).ConfigureAwait(false);
    }

    /// <summary>Work, for whoever runs it without knowing its result.</summary>
    public interface IWork
    {
        Task<object> RunAsync(NodeServices services, CancellationToken cancel);
    }
}

public abstract record Effect<T> : Effect
    where T : notnull;

public sealed record TlsStopped
{
    public static TlsStopped Instance { get; } = new();
}

/// <param name="EndPoint">Null: could not be had.</param>
public sealed record Agreed(IPEndPoint? EndPoint);
