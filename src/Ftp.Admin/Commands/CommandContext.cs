using Akka.Actor;
using Ftp.Actors;

namespace Ftp.Admin.Commands;

/// <summary>What the handlers of commands talk to.</summary>
/// <param name="Catalog">Takes <see cref="Ftp.Actors.Catalog.CatalogCommand"/> and catalogue queries.</param>
/// <param name="Accounts">Takes <see cref="Ftp.Actors.Accounts.AccountCommand"/> and account queries.</param>
/// <param name="Server">Takes the admin messages of the server actor.</param>
public sealed record CommandContext(IActorRef Catalog, IActorRef Accounts, IActorRef Server, NodeServices Services)
{
    /// <summary>Takes <see cref="Ftp.Actors.Certificates.CertificateCommand"/> and certificate queries.</summary>
    public IActorRef Certificates { get; init; } = ActorRefs.Nobody;

    /// <summary>Takes <see cref="Ftp.Actors.History.HistoryQuery"/>.</summary>
    public IActorRef History { get; init; } = ActorRefs.Nobody;

    /// <summary>What the call says of its changes.</summary>
    public ChangeTerms Change { get; init; } = ChangeTerms.None;

    /// <summary>For what is made sure of on the way to the call's own change.</summary>
    public CommandContext Aside() => this with { Change = Change.Aside() };

    /// <summary>Takes <see cref="Ftp.Actors.Quotas.QuotaQueries"/> and <see cref="Ftp.Actors.Quotas.QuotaCommands"/>.</summary>
    public IActorRef Quotas { get; init; } = ActorRefs.Nobody;

    /// <summary>Takes <see cref="Ftp.Actors.Bans.BanCommand"/> and ban queries.</summary>
    public IActorRef Bans { get; init; } = ActorRefs.Nobody;

    /// <summary>A journal has no time-out of its own: after this the answer is "outcome unknown".</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
