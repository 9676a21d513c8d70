using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

public enum QuotaState
{
    /// <summary>What is stored is known to the byte.</summary>
    Exact,
    /// <summary>It is being counted, and nothing can be stored until that is done.</summary>
    Counting,
    /// <summary>It is not known, and nothing can be stored.</summary>
    Unknown,
}

/// <summary>One quota with what is used and what is promised to uploads under way. Wide sums: no file, nor all of them together, makes them overflow.</summary>
internal sealed class QuotaAccount(QuotaKey key, string place)
{
    public QuotaKey Key { get; } = key;

    public string Place { get; } = place;

    public Quota Limit { get; set; } = Quota.None;

    public ImmutableArray<Zone> Zones { get; set; } = [];

    public long Revision { get; set; }

    public QuotaState State { get; set; } = QuotaState.Unknown;

    /// <summary>Why it is not exact.</summary>
    public string? Why { get; set; }

    public Int128 UsedBytes { get; private set; }

    public Int128 UsedFiles { get; private set; }

    public Int128 ReservedBytes { get; private set; }

    public Int128 ReservedFiles { get; private set; }

    /// <summary>More was given back than was ever counted: somebody else changes files there.</summary>
    public bool HasDrifted { get; set; }

    /// <summary>Counts again beside the sum in use.</summary>
    public QuotaScan? Scan { get; set; }

    public QuotaLevel Level { get; set; }

    /// <summary>The level that the operator was last told of.</summary>
    public QuotaLevel Told { get; set; }

    /// <summary>Grows with every change of what is used.</summary>
    public long Changes { get; private set; }

    public long? BytesLeft => Left(Limit.Bytes, UsedBytes + ReservedBytes);

    public long? FilesLeft => Left(Limit.Files, UsedFiles + ReservedFiles);

    public bool Fits(FileSum more) => (more.Bytes <= 0 || !(BytesLeft < more.Bytes)) && (more.Files <= 0 || !(FilesLeft < more.Files));

    public void Reserve(FileSum more)
    {
        ReservedBytes += more.Bytes;
        ReservedFiles += more.Files;
    }

    public void Release(FileSum sum)
    {
        HasDrifted |= ReservedBytes < sum.Bytes || ReservedFiles < sum.Files;
        ReservedBytes = Int128.Max(0, ReservedBytes - sum.Bytes);
        ReservedFiles = Int128.Max(0, ReservedFiles - sum.Files);
    }

    public void Change(FileSum by)
    {
        Changes++;
        HasDrifted |= UsedBytes + by.Bytes < 0 || UsedFiles + by.Files < 0;
        UsedBytes = Int128.Max(0, UsedBytes + by.Bytes);
        UsedFiles = Int128.Max(0, UsedFiles + by.Files);
    }

    public void Know(Int128 bytes, Int128 files)
    {
        Changes++;
        (UsedBytes, UsedFiles, State, Why, HasDrifted) = (bytes, files, QuotaState.Exact, null, false);
    }

    private static long? Left(long? limit, Int128 taken) => limit is { } most ? (long)Int128.Max(0, most - taken) : null;
}
