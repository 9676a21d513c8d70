using System.Net.Security;

namespace Ftp.Actors.Network.Tls;

internal static class Goodbyes
{
    /// <summary>close_notify, without waiting: closing the socket ends what the kernel did not take.</summary>
    public static void SayGoodbye(this SslStream tls)
    {
        try
        {
            tls.ShutdownAsync().Forget();
        }
        catch (Exception gone) when (gone is not OutOfMemoryException)
        {
            // it broke before, or OpenSSL is in a state that has no goodbye: a CryptographicException of the runtime's own
        }
    }
}
