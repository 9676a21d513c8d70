using System.Net.Security;

namespace Ftp.Actors.Network.Tls;

/// <summary>The second look at what was negotiated, also where the list of TLS 1.2 ciphers could not be set.</summary>
internal static class CipherPolicy
{
    /// <summary>Forward secrecy and authenticated encryption: all of TLS 1.3, and ECDHE with GCM, CCM or ChaCha20 of TLS 1.2.</summary>
    public static bool Allows(TlsCipherSuite suite)
    {
        var name = suite.ToString();
        return !name.Contains("_WITH_", StringComparison.Ordinal)
            || ((name.StartsWith("TLS_ECDHE_ECDSA_", StringComparison.Ordinal) || name.StartsWith("TLS_ECDHE_RSA_", StringComparison.Ordinal))
                && (name.Contains("_GCM_", StringComparison.Ordinal) || name.Contains("_CCM", StringComparison.Ordinal) || name.Contains("_CHACHA20_", StringComparison.Ordinal)));
    }
}
