using System.Globalization;
using System.Security.Cryptography;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Uploads;

/// <summary>STOU, RFC 959 section 4.1.3: a name unique to the directory.</summary>
internal static class UniqueNames
{
    /// <summary><c>name</c>, <c>name.1</c>, <c>name.2</c>…; a name too long for a suffix is cut.</summary>
    public static string Numbered(string name, int number)
    {
        if (number == 0)
            return name;
        var suffix = "." + number.ToString(CultureInfo.InvariantCulture);
        var stem = name;
        while (!FtpPath.IsComponent(stem + suffix))
            stem = stem[..^1];
        return stem + suffix;
    }

    /// <summary>Where the client named none.</summary>
    public static string Generate(TimeProvider time) => string.Create(
        CultureInfo.InvariantCulture, $"ftp-{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
