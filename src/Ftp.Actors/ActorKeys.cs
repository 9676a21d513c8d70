namespace Ftp.Actors;

/// <summary>Keys of the actor registry: who answers which messages on this node.</summary>
public static class ActorKeys
{
    /// <summary>Takes catalogue commands and queries.</summary>
    public sealed class Catalog;

    /// <summary>Takes account commands and queries, and <see cref="Accounts.VerifyLogin"/>.</summary>
    public sealed class Accounts;

    /// <summary>Takes <see cref="Ftp.Actors.Certificates"/> commands and queries.</summary>
    public sealed class Certificates;

    /// <summary>Takes <see cref="Ftp.Actors.History.HistoryQuery"/>: questions about the past.</summary>
    public sealed class History;

    /// <summary>Takes <see cref="Quotas.QuotaQueries"/> and <see cref="Quotas.QuotaCommands"/>.</summary>
    public sealed class Quotas;

    /// <summary>Takes <see cref="Bans.BanCommand"/>s and ban queries.</summary>
    public sealed class Bans;

    /// <summary>Takes the admin messages of <c>Supervision/SupervisionMessages.cs</c>.</summary>
    public sealed class Server;
}
