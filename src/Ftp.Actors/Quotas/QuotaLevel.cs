using Ftp.Actors.Catalog;

namespace Ftp.Actors.Quotas;

/// <summary>How full a quota is, as far as an operator is told.</summary>
public enum QuotaLevel
{
    Low = 0,
    /// <summary>80 % and more.</summary>
    High = 80,
    /// <summary>95 % and more.</summary>
    NearlyFull = 95,
}

internal static class QuotaLevels
{
    /// <summary>A level that was passed is left again only so many percent below, so that one file that comes and goes does not fill the log.</summary>
    private const double Slack = 5;

    public static QuotaLevel Of(QuotaAccount account)
    {
        if (account.State != QuotaState.Exact)
            return account.Level;
        var percent = Percent(account);
        foreach (var level in (ReadOnlySpan<QuotaLevel>)[QuotaLevel.NearlyFull, QuotaLevel.High])
        {
            if (percent >= (int)level - (account.Level >= level ? Slack : 0))
                return level;
        }

        return QuotaLevel.Low;
    }

    /// <summary>Of the fuller of the two limits; an empty place is 0 % full, whatever its limit.</summary>
    public static double Percent(QuotaAccount account) => Percent(account.Limit, account.UsedBytes, account.UsedFiles);

    public static double Percent(Quota limit, Int128 bytes, Int128 files) => Math.Max(Part(limit.Bytes, bytes), Part(limit.Files, files));

    private static double Part(long? limit, Int128 used) => limit is not { } most || used == 0 ? 0 : most == 0 ? 100 : (double)used * 100 / most;
}
