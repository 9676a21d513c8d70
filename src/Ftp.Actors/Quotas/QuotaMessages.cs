using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>One quota as it stands.</summary>
/// <param name="UsedBytes">What was counted last, where the state is not exact.</param>
/// <param name="ReservedBytes">Promised to uploads under way.</param>
/// <param name="Percent">Of the fuller of the two limits.</param>
/// <param name="Why">Why it is not known; null: it is, or is being counted.</param>
public sealed record QuotaLine(
    QuotaKey Key, Quota Limit, long UsedBytes, long UsedFiles, long ReservedBytes, long ReservedFiles, long? BytesLeft, long? FilesLeft, double Percent, QuotaState State, string? Why)
{
    /// <summary>Known, and being counted once more.</summary>
    public bool Recounting { get; init; }

    /// <summary>The folders whose trees count, as sources; empty: none, so that nothing is used.</summary>
    public ImmutableArray<string> Counts { get; init; } = [];
}

public static class QuotaQueries
{
    /// <summary>Answer: <see cref="QuotaReport"/>, once the quotas have been read.</summary>
    public sealed record Show
    {
        public static Show Instance { get; } = new();
    }
}

/// <summary>Ordered: resources, then users, by name.</summary>
public sealed record QuotaReport(ImmutableArray<QuotaLine> Items);

public static class QuotaCommands
{
    /// <summary>Counts anew, beside the sum in use, which holds until then. Answer: <see cref="RescanAnswer"/> when it has begun.</summary>
    public sealed record Rescan(QuotaKey Key);

    /// <summary>The server ends: what is known is written down. Answer: <see cref="QuotasClosed"/>.</summary>
    public sealed record Close
    {
        public static Close Instance { get; } = new();
    }
}

/// <param name="Found">False: no such quota.</param>
public sealed record RescanAnswer(bool Found);

/// <param name="Kept">False: they will be counted at the next start.</param>
public sealed record QuotasClosed(bool Kept);

/// <summary>What an account's quota needs to be known by.</summary>
/// <param name="Root">The account's root in the catalogue; null: it has folders by its login.</param>
public sealed record UserQuota(string Login, Quota Limit, FtpPath? Root)
{
    /// <returns>Null where the account has no quota.</returns>
    public static UserQuota? Of(AccountProfile profile) => profile is { IsGuest: false, Limits.Quota: { } limit } && QuotaPlaces.IsLimit(limit) ? new UserQuota(profile.Login, limit, profile.Root) : null;
}

/// <summary>The quotas that hold for an upload by what its session knows; where files really lie the storage sees for itself.</summary>
/// <param name="Resource">Null: it has none.</param>
/// <param name="User">Null: the account has none.</param>
public sealed record QuotaNeeds(string? Resource, UserQuota? User)
{
    public static QuotaNeeds None { get; } = new(null, null);

    public static QuotaNeeds Of(Resource resource, AccountProfile account) =>
        (QuotaPlaces.IsLimit(resource.Options.Quota) ? resource.Name : null, UserQuota.Of(account)) is var (name, user) && (name, user) is (null, null) ? None : new QuotaNeeds(name, user);

    public IEnumerable<QuotaKey> Keys
    {
        get
        {
            if (Resource is { } name)
                yield return QuotaKey.Resource(name);
            if (User is { } user)
                yield return QuotaKey.User(user.Login);
        }
    }
}

/// <summary>A user's root, as a table keeps it.</summary>
internal sealed record FtpRoot(FtpPath? Path);

/// <summary>A quota as the table keeps it.</summary>
/// <param name="Root">Of a user; null: of a resource.</param>
/// <param name="Sum">Null: not known.</param>
internal sealed record QuotaRow(QuotaKey Key, Quota Limit, FtpRoot? Root, string Place, FileSum? Sum, long Changes);
