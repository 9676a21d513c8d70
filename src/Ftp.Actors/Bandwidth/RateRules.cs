using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Bandwidth;

/// <summary>Whose transfer it is, and which way it goes.</summary>
/// <param name="Login">Null: a guest's.</param>
/// <param name="Resource">Null: outside of every resource.</param>
public sealed record ThrottleSubject(Direction Direction, string? Login, IPAddress Host, string? Resource);

/// <summary>What beside the settings and the resource limits one transfer. Replaced as a whole while it runs.</summary>
/// <param name="Account">Bytes a second over all sessions of the login; 0: unlimited whatever the settings say; null: the settings hold.</param>
/// <param name="Transfer">Of this transfer alone, set by an administrator while it runs; null: none.</param>
public sealed record OwnRates(long? Account, long? Transfer)
{
    public static OwnRates None { get; } = new(null, null);
}

/// <summary>Which limits hold for a transfer. All of them at once; nothing lifts another but an account's own, which stands for that of the settings.</summary>
internal static class RateRules
{
    public static ImmutableArray<RateLimit> Of(ThrottleSubject subject, ServerSettings settings, ResourceOptions? resource, OwnRates own)
    {
        var login = own.Account ?? Of(subject, settings.RatePerLogin);
        var limits = ImmutableArray.CreateBuilder<RateLimit>();
        Add(RateScope.Transfer, "", own.Transfer);
        Add(RateScope.Login, subject.Login ?? "", login, own.Account is not null);
        if (Of(subject, settings.RatePerHost) is { } host)
            Add(RateScope.Host, HostKey.Of(subject.Host).ToString(), host);
        Add(RateScope.Resource, subject.Resource ?? "", subject.Direction == Direction.Download ? resource?.DownloadRate : resource?.UploadRate);
        Add(RateScope.Server, "", Of(subject, settings.Rate));
        return limits.DrainToImmutable();

        void Add(RateScope scope, string name, long? rate, bool isOwn = false)
        {
            if (rate is { } limit and > 0)
                limits.Add(new RateLimit(new RateKey(scope, subject.Direction, name), limit, isOwn));
        }
    }

    private static long? Of(ThrottleSubject subject, Rates rates) => subject.Direction == Direction.Download ? rates.Download : rates.Upload;
}
