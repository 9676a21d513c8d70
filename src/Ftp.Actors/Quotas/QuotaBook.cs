using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>What may be taken from several quotas at once: from all of them or from none.</summary>
internal static class QuotaBook
{
    /// <returns>The quota that refuses; null: it is reserved in each.</returns>
    public static QuotaAccount? TryReserve(IReadOnlyList<QuotaAccount> accounts, FileSum more)
    {
        foreach (var account in accounts)
        {
            if (account.State != QuotaState.Exact || !account.Fits(more))
                return account;
        }

        foreach (var account in accounts)
            account.Reserve(more);
        return null;
    }

    /// <summary>A different sum for each.</summary>
    public static QuotaAccount? TryReserve(IReadOnlyCollection<KeyValuePair<QuotaAccount, FileSum>> wanted)
    {
        foreach (var (account, more) in wanted)
        {
            if (account.State != QuotaState.Exact || !account.Fits(more))
                return account;
        }

        foreach (var (account, more) in wanted)
            account.Reserve(more);
        return null;
    }

    public static void Release(IReadOnlyList<QuotaAccount> accounts, FileSum sum)
    {
        foreach (var account in accounts)
            account.Release(sum);
    }

    public static QuotaRefusal Refusal(QuotaAccount by) =>
        new(by.Key.ToString(), by.Revision, by.BytesLeft, by.FilesLeft, Counting: by.State != QuotaState.Exact);
}
