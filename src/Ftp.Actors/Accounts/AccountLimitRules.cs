using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Accounts;

/// <summary>What a change makes of an account's own limits.</summary>
internal static class AccountLimitRules
{
    public const int MostNetworks = 100;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <returns>Null: nothing of its own.</returns>
    public static AccountLimits? Change(AccountLimits? now, AccountChange change)
    {
        var before = now ?? AccountLimits.None;
        var after = before with
        {
            IdleTimeout = change.IdleTimeout is { } idle ? idle.Value : before.IdleTimeout,
            StallTimeout = change.StallTimeout is { } stall ? stall.Value : before.StallTimeout,
            DataConnectTimeout = change.DataConnectTimeout is { } connect ? connect.Value : before.DataConnectTimeout,
            DownloadRate = change.DownloadRate is { } down ? down.Value : before.DownloadRate,
            UploadRate = change.UploadRate is { } up ? up.Value : before.UploadRate,
            Quota = change.Quota is { } quota ? quota.Value : before.Quota,
            AllowFrom = change.AllowFrom ?? before.AllowFrom,
            DenyFrom = change.DenyFrom ?? before.DenyFrom,
            ChangePassword = change.ChangePassword is { } may ? may.Value : before.ChangePassword,
        };
        return after.SameAs(AccountLimits.None) ? null : after;
    }

    public static string? Wrong(AccountLimits? limits) => limits is null ? null
        : Time("idle-timeout", limits.IdleTimeout) ?? Time("stall-timeout", limits.StallTimeout) ?? Time("data-connect-timeout", limits.DataConnectTimeout)
        ?? (limits.DownloadRate is < 0 || limits.UploadRate is < 0 ? "a rate is at least 1 byte a second, or unlimited" : null)
        ?? limits.Quota?.Wrong()
        ?? Networks(limits.AllowFrom) ?? Networks(limits.DenyFrom);

    public static string? Networks(ImmutableArray<IPNetwork> networks) => networks.Length > MostNetworks ? $"{networks.Length} networks; at most {MostNetworks} are allowed" : null;

    private static string? Time(string what, TimeSpan? time) => time < Shortest || time > Longest ? $"{what} is at least 100ms and at most 30d" : null;
}
