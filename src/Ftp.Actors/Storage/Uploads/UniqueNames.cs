using System.Globalization;
using System.Security.Cryptography;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Uploads;

/// <summary>STOU, RFC 959 section 4.1.3: a name unique to the directory.</summary>
internal static class UniqueNames
{
    /// <summary>With its dot. What is longer is no extension but a part of the name.</summary>
    private const int LongestExtension = 16;

    /// <summary><c>a.jpg</c>, <c>a.1.jpg</c>, <c>a.2.jpg</c>…: it goes on being a picture to people and to name filters. A name too long for a number is cut.</summary>
    public static string Numbered(string name, int number)
    {
        if (number == 0)
            return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= LongestExtension ? name[dot..] : "";
        var stem = name[..^extension.Length];
        var suffix = "." + number.ToString(CultureInfo.InvariantCulture) + extension;
        while (!FtpPath.IsComponent(stem + suffix))
            stem = stem[..^1];
        return stem + suffix;
    }

    /// <summary>Where the client named none.</summary>
    public static string Generate(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture, $"ftp-{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
