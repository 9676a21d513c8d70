using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ftp.Actors.Accounts;

/// <summary>
/// Recognizes a password that was right a moment ago without keeping it: HMAC-SHA256 under a secret of this process over login, verifier and password. A client
/// that opens ten connections pays for one hash. Only what was right is remembered, so a guess always costs a hash.
/// </summary>
public static class VerifiedPassword
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    public static byte[] Mark(string login, string verifier, string password)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Secret);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (ReadOnlySpan<string>)[login, verifier, password])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }

        return hmac.GetHashAndReset();
    }
}
