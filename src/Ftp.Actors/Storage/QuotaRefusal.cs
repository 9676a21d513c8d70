using System.Globalization;

namespace Ftp.Actors.Storage;

/// <summary>Why nothing more may be stored.</summary>
/// <param name="Rule">Whose quota: <c>resource:scans</c>, <c>user:ada</c>.</param>
/// <param name="Revision">Of the catalogue, or of the account, that set it; 0: not known.</param>
/// <param name="BytesLeft">Null: bytes are not limited.</param>
/// <param name="FilesLeft">Null: files are not limited.</param>
/// <param name="Counting">What is stored is not known now.</param>
public sealed record QuotaRefusal(string Rule, long Revision, long? BytesLeft, long? FilesLeft, bool Counting)
{
    public StorageError Error => Counting ? StorageError.QuotaCounting : StorageError.OverQuota;

    public StorageResult<T> Result<T>() => new(default, Error, ToString()) { Quota = this };

    /// <summary>For the log.</summary>
    public override string ToString() => Counting
        ? $"what quota {Rule} counts is not known now"
        : string.Create(CultureInfo.InvariantCulture, $"quota {Rule} leaves {Amount(BytesLeft, "bytes")}{(FilesLeft is null ? "" : " and " + Amount(FilesLeft, "files"))}");

    private static string Amount(long? left, string what) => left is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number} {what}") : $"any number of {what}";
}
