using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ftp.Actors.Accounts;

/// <summary>
/// PBKDF2-HMAC-SHA256 (RFC 8018 §5.2), as other servers keep passwords: <c>$pbkdf2-sha256$i=100000$SALT$HASH</c>, base64 without padding. It is only checked:
/// after the first good login the account has a hash of our own.
/// </summary>
/// <remarks>The bounds keep a hostile file from making every login cost seconds of a core.</remarks>
internal static class ForeignHash
{
    public const string Prefix = "$pbkdf2-sha256$";
    public const int LeastIterations = 1_000;
    public const int MostIterations = 1_000_000;

    private const int LeastBytes = 8;
    private const int MostBytes = 64;

    public static string Format(int iterations, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}i={iterations}${PasswordHash.Base64(salt)}${PasswordHash.Base64(hash)}");

    /// <exception cref="FormatException">Not of this shape, or out of bounds.</exception>
    public static bool Verify(string password, string verifier)
    {
        var (iterations, salt, hash) = Parse(verifier);
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return CryptographicOperations.FixedTimeEquals(Rfc2898DeriveBytes.Pbkdf2(bytes, salt, iterations, HashAlgorithmName.SHA256, hash.Length), hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <exception cref="FormatException">Names what is out of bounds.</exception>
    public static (int Iterations, byte[] Salt, byte[] Hash) Parse(string verifier)
    {
        if (verifier.Split('$') is not ["", "pbkdf2-sha256", var count, var salt, var hash]
            || !int.TryParse(count.StartsWith("i=", StringComparison.Ordinal) ? count.AsSpan(2) : count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            throw new FormatException("a PBKDF2 verifier is $pbkdf2-sha256$i=ITERATIONS$SALT$HASH");
        }

        var (saltBytes, hashBytes) = (PasswordHash.Bytes(salt), PasswordHash.Bytes(hash));
        return iterations is < LeastIterations or > MostIterations ? throw new FormatException($"{iterations} iterations of PBKDF2; {LeastIterations} to {MostIterations} are allowed")
            : saltBytes.Length is < LeastBytes or > MostBytes || hashBytes.Length is < 16 or > MostBytes ? throw new FormatException("the salt has 8 to 64 bytes and the hash 16 to 64")
            : (iterations, saltBytes, hashBytes);
    }
}
