using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ftp.Admin.Ctl;

/// <summary>Does a file of a certificate or key need a password? Only a guess: it decides whether to ask for one.</summary>
internal static class KeyFiles
{
    public static bool IsLocked(byte[] content)
    {
        // latin 1: every byte is a letter, whatever the file is
        var text = Encoding.Latin1.GetString(content);
        return text.Contains("-----BEGIN ", StringComparison.Ordinal) ? text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) : IsPfx(content);
    }

    private static bool IsPfx(byte[] content)
    {
        try
        {
            return X509Certificate2.GetCertContentType(content) == X509ContentType.Pkcs12;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
