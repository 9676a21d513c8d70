using System.Runtime.InteropServices;
using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>getdents64(2) into one buffer, statx(2) by the bytes of the name in place: memory does not grow with the directory.</summary>
internal sealed unsafe class LinuxEntryReader(SafeFileHandle directory, bool details, MountsBelow mounts) : EntryReader
{
    private const int NameOffset = 19;

    /// <summary>Never shared: a call that was given up may fill it long after the reader was disposed.</summary>
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(32 * 1024);
    private int _filled;
    private int _next;

    public override StorageResult<bool> Next(out FileFacts entry)
    {
        entry = default;
        while (true)
        {
            if (_next >= _filled)
            {
                var errno = Fill();
                if (errno != 0)
                    return Errno.Result<bool>(errno, "getdents64");
                if (_filled == 0)
                    return false;
            }

            var record = _buffer.AsSpan(_next, _filled - _next);
            var length = MemoryMarshal.Read<ushort>(record[16..]);
            var kind = record[18];
            var name = record[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            _next += length;
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                continue;
            if (TryFacts(name, kind, out entry))
                return true;
        }
    }

    private int Fill()
    {
        fixed (byte* buffer = _buffer)
        {
            nint read;
            do
                read = Libc.ReadDirectory(directory, buffer, _buffer.Length);
            while (read < 0 && Errno.Last == Errno.Interrupted);
            (_next, _filled) = (0, (int)Math.Max(0, read));
            // ENOENT: the directory was removed while it was being listed.
            return read >= 0 || Errno.Last == Errno.NoEntry ? 0 : Errno.Last;
        }
    }

    private bool TryFacts(ReadOnlySpan<byte> name, byte kind, out FileFacts entry)
    {
        var text = NameCodec.Decode(name);
        entry = new FileFacts(text, Kind(kind), 0, DateTimeOffset.UnixEpoch, null, 0, 0, 0);
        if (!details && kind != 0)
            return true;
        if (mounts.Covers(directory, text))
            return false;

        fixed (byte* bytes = name)
        {
            var errno = Confined.Stat(directory, bytes, out var facts);
            if (errno == 0)
                entry = facts.Facts(text, facts.Kind == FileKind.Link ? Confined.LinkTarget(directory, bytes) : null);
            // A name that is gone is not listed; one whose facts are forbidden is.
            return errno is 0 or Errno.Access;
        }
    }

    private static FileKind Kind(byte type) => type switch
    {
        8 => FileKind.File,
        4 => FileKind.Directory,
        10 => FileKind.Link,
        _ => FileKind.Other,
    };

    public override bool Exists(string name) => mounts.Covers(directory, name) || Confined.Stat(directory, Bytes.Of(name), out _) == 0;

    public override void Dispose() => directory.Dispose();
}
