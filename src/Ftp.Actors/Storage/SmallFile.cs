using Ftp.Actors.Storage.Linux;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage;

/// <summary>Reads a whole small file of the machine that an operator named. A pipe is not waited for, and a file without end is not read to it.</summary>
public static class SmallFile
{
    /// <exception cref="IOException">In words for people, without the path.</exception>
    public static byte[] Read(string path, int most)
    {
        try
        {
            using var file = Open(path);
            if (RandomAccess.GetLength(file) > most)
            {
                throw new IOException($"is larger than {most} bytes");
            }

            // one more than allowed: /dev/zero has the length 0, and a file may grow meanwhile
            var content = new byte[most + 1];
            var length = 0;
            while (length < content.Length && RandomAccess.Read(file, content.AsSpan(length), length) is > 0 and var read)
            {
                length += read;
            }

            return length <= most ? content[..length] : throw new IOException($"is larger than {most} bytes");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException("does not exist", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException)
        {
            throw new IOException("may not be read by the server's user", e);
        }
        catch (NotSupportedException e)
        {
            throw new IOException("is no regular file", e);
        }
    }

    private static unsafe SafeFileHandle Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("is a folder");
        }

        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path);
        }

        // the runtime's own call would wait until somebody opens the other end of a pipe
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
        {
            var opened = Libc.Open(name, Libc.ReadOnly | Libc.NonBlock | Libc.CloseOnExec);
            return opened >= 0 ? new SafeFileHandle(opened, ownsHandle: true) : throw Failure();
        }
    }

    private static IOException Failure()
    {
        var errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        return new IOException(errno switch
        {
            Errno.NoEntry or Errno.NotDirectory => "does not exist",
            Errno.Access => "may not be read by the server's user",
            _ => $"cannot be opened: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)}",
        });
    }
}
