using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Ftp.Actors.Accounts;

/// <summary>Argon2id (RFC 9106) with the parameters OWASP names as the least, written as PHC text: <c>$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH</c>.</summary>
public static class PasswordHash
{
    private const int MemoryKiB = 19456;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int MostMemoryKiB = 1 << 18;
    private const int MostPasses = 16;
    private const string Prefix = "$argon2id$v=19$m=";

    /// <summary>Costs what a real one costs and matches no password: what is checked where there is no account.</summary>
    public static string Dummy { get; } = Format(MemoryKiB, Passes, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Format(MemoryKiB, Passes, salt, Derive(password, salt, MemoryKiB, Passes, HashBytes));
    }

    /// <exception cref="FormatException">The verifier is none that this server reads.</exception>
    public static bool Verify(string password, string verifier)
    {
        if (IsForeign(verifier))
        {
            return ForeignHash.Verify(password, verifier);
        }

        var (memory, passes, salt, hash) = Parse(verifier);
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, memory, passes, hash.Length), hash);
    }

    /// <summary>Another server's hash: it is replaced after the first good login.</summary>
    public static bool IsForeign(string verifier) => verifier.StartsWith(ForeignHash.Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Why no login could be checked with this verifier; null: it can. Who brings verifiers (a backup, another server's users) is not trusted: one that would cost
    /// gigabytes of memory or minutes of a core at each login is refused.
    /// </summary>
    public static string? Unreadable(string verifier)
    {
        try
        {
            if (IsForeign(verifier))
            {
                ForeignHash.Parse(verifier);
            }
            else
            {
                Parse(verifier);
            }

            return null;
        }
        catch (FormatException e)
        {
            return $"the password's hash cannot be used: {e.Message}";
        }
    }

    private static byte[] Derive(string password, byte[] salt, long memory, long passes, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        try
        {
            return PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes })
                .DeriveBytes(bytes, salt, length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Format(long memory, long passes, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{memory},t={passes},p=1${Base64(salt)}${Base64(hash)}");

    private static (long Memory, long Passes, byte[] Salt, byte[] Hash) Parse(string verifier)
    {
        var parts = verifier.Split('$');
        if (parts is not ["", "argon2id", "v=19", var numbers, var salt, var hash] || numbers.Split(',') is not [var m, var t, "p=1"]
            || !Number(m, "m=", out var memory) || !Number(t, "t=", out var passes))
        {
            throw new FormatException("not an Argon2id verifier like $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH");
        }

        if (memory is < 8 or > MostMemoryKiB || passes is < 1 or > MostPasses)
        {
            throw new FormatException($"Argon2id with m={memory},t={passes}; at most m={MostMemoryKiB} and t={MostPasses} are allowed");
        }

        var (saltBytes, hashBytes) = (Bytes(salt), Bytes(hash));
        return saltBytes.Length == SaltBytes && hashBytes.Length is >= 16 and <= 64
            ? (memory, passes, saltBytes, hashBytes)
            : throw new FormatException($"an Argon2id verifier has a salt of {SaltBytes} bytes and a hash of 16 to 64");
    }

    private static bool Number(string text, string name, out long value)
    {
        value = 0;
        return text.StartsWith(name, StringComparison.Ordinal) && long.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>PHC text has no padding.</summary>
    internal static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <exception cref="FormatException">Not base64.</exception>
    internal static byte[] Bytes(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
