using System.Security.Cryptography;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Certificates;

/// <summary>What a look at a watched pair of files found.</summary>
/// <param name="Content">Stands for the content of both: equal where nothing changed.</param>
/// <param name="Made">Null: the content is what was known.</param>
internal sealed record PairLook(string Content, Parsed<Made>? Made);

/// <summary>
/// Reads a certificate and its key from files that somebody else renews. Content is compared, not times: a few kilobytes a second cost nothing, and a
/// symlink that moves, a restored time or a clock that stands still are seen all the same.
/// </summary>
internal static class WatchedPair
{
    /// <param name="known">The content that was good last time.</param>
    public static PairLook Look(string certificatePath, string keyPath, string? known, DateTimeOffset now)
    {
        var certificate = Read(certificatePath);
        var key = Read(keyPath);
        if ((certificate.Fault ?? key.Fault) is { } unreadable)
        {
            return new PairLook(unreadable, new Fault(unreadable));
        }

        var content = Convert.ToHexStringLower(SHA256.HashData(certificate.Value)) + Convert.ToHexStringLower(SHA256.HashData(key.Value));
        return new PairLook(content, content == known ? default(Parsed<Made>?) : Judge(certificate.Value, key.Value, now));
    }

    private static Parsed<Made> Judge(byte[] certificate, byte[] key, DateTimeOffset now)
    {
        var handed = CertificateReader.Read(certificate, key, password: null);
        return handed.Fault is not null ? new Fault(handed.Fault) : CertificateWork.Fit(handed.Value, now);
    }

    private static Parsed<byte[]> Read(string path)
    {
        try
        {
            return SmallFile.Read(path, CertificateReader.MostBytes);
        }
        catch (IOException e)
        {
            return new Fault($"{path} {e.Message}");
        }
    }
}
