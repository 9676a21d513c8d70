using System.Globalization;

namespace Ftp.Actors.Quotas;

/// <summary>A quota in words.</summary>
public static class QuotaText
{
    /// <summary><c>5 of 10 bytes and 3 of 4 files used</c>.</summary>
    public static string Used(QuotaLine line) => Both(Part(line.UsedBytes, line.Limit.Bytes, "bytes"), Part(line.UsedFiles, line.Limit.Files, "files")) + " used";

    /// <summary><c>5 bytes and 1 file left</c>.</summary>
    public static string Left(QuotaLine line) => Both(Part(line.BytesLeft, "bytes"), Part(line.FilesLeft, "files")) is { Length: > 0 } text ? text + " left" : "no limit";

    private static string? Part(long used, long? limit, string what) => limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"{used} of {most} {what}") : null;

    private static string? Part(long? left, string what) => left is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number} {what}") : null;

    private static string Both(string? bytes, string? files) => string.Join(" and ", new[] { bytes, files }.OfType<string>());
}
