using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ftp.Admin.Control;

/// <summary>Which user of the machine is at the other end of a Unix socket.</summary>
internal static partial class PeerCredentials
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <returns>The user's id; null where the platform does not say.</returns>
    public static uint? UserOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]) : BinaryPrimitives.ReadUInt32BigEndian(credentials[4..]);
    }

    /// <summary>The owner of this process and root. The socket's mode says the same; this holds where somebody has widened the mode.</summary>
    public static bool MayControl(uint user) => user == 0 || user == EffectiveUser();

    /// <summary>The user's name, or <c>uid N</c>.</summary>
    public static string NameOf(uint user)
    {
        var id = user.ToString(CultureInfo.InvariantCulture);
        try
        {
            foreach (var line in File.ReadLines("/etc/passwd"))
            {
                if (line.Split(':') is [var name, _, var uid, ..] && uid == id)
                    return name;
            }
        }
        catch (IOException)
        {
            // a container without /etc/passwd: the number says enough
        }

        return $"uid {id}";
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
