using System.Buffers;
using System.Buffers.Text;

namespace Ftp.Actors.Protocol;

public enum MlsxType { Entry, CurrentDirectory, ParentDirectory }

/// <summary>One entry of MLSD or MLST.</summary>
/// <param name="Facts">Of the entry; of its target where <paramref name="IsLink"/> and the link was followed.</param>
/// <param name="IsLink">The entry is a link that was followed: removing or renaming it touches the link (<paramref name="Own"/>), everything else its target.</param>
public readonly record struct MlsxEntry(FileFacts Facts, EntryRights Own, EntryRights Reached, bool IsLink = false, MlsxType Type = MlsxType.Entry);

/// <summary>Facts and a name (RFC 3659 section 7.2): <c>type=file;size=12;modify=20240229235959; name</c>. Times are UTC.</summary>
public sealed class MlsxLine(MlsxFacts selected, WireText text)
{
    private const int FactsLength = 256;

    /// <summary>Writes <c>facts name CRLF</c>; nothing for a name that cannot be sent back.</summary>
    public void Write(in MlsxEntry entry, string name, IBufferWriter<byte> to)
    {
        if (!ListedName.IsSendable(name))
        {
            return;
        }

        WriteFacts(entry, to);
        to.Write(" "u8);
        text.Encode(name, to);
        to.Write("\r\n"u8);
    }

    /// <summary>Writes the facts alone, each ended by its semicolon.</summary>
    public void WriteFacts(in MlsxEntry entry, IBufferWriter<byte> to)
    {
        var facts = entry.Facts;
        if (selected.HasFlag(MlsxFacts.Type))
        {
            WriteType(entry, to);
        }

        var line = new Facts(to.GetSpan(FactsLength));
        if (selected.HasFlag(MlsxFacts.Size) && facts.Kind == FileKind.File)
        {
            line.Number("size="u8, facts.Size);
        }

        if (selected.HasFlag(MlsxFacts.Modify))
        {
            line.Time("modify="u8, facts.Modified);
        }

        if (selected.HasFlag(MlsxFacts.Create) && facts.Created is { } created)
        {
            line.Time("create="u8, created);
        }

        if (selected.HasFlag(MlsxFacts.Perm))
        {
            line.Perm(entry);
        }

        if (selected.HasFlag(MlsxFacts.Unique) && facts.Inode != 0)
        {
            line.Unique(facts.Device, facts.Inode);
        }

        if (selected.HasFlag(MlsxFacts.UnixMode))
        {
            line.Mode(facts.Mode);
        }

        to.Advance(line.Length);
    }

    /// <summary>Types beyond RFC 3659's four are written OS.unix=…, as its section 7.5.1.5 has it. A link's target that would break the list of facts is not told.</summary>
    private void WriteType(in MlsxEntry entry, IBufferWriter<byte> to)
    {
        to.Write(entry.Type switch
        {
            MlsxType.CurrentDirectory => "type=cdir;"u8,
            MlsxType.ParentDirectory => "type=pdir;"u8,
            _ => entry.Facts.Kind switch
            {
                FileKind.Directory => "type=dir;"u8,
                FileKind.File => "type=file;"u8,
                FileKind.Link => "type=OS.unix=slink:"u8,
                _ => "type=OS.unix=other;"u8,
            },
        });
        if (entry is { Type: MlsxType.Entry, Facts.Kind: FileKind.Link })
        {
            if (ListedName.ShownTarget(entry.Facts) is { } target && ListedName.IsSendable(target) && target.AsSpan().IndexOfAny(';', ' ') < 0)
            {
                text.Encode(target, to);
            }

            to.Write(";"u8);
        }
    }

    private ref struct Facts(Span<byte> to)
    {
        private readonly Span<byte> _to = to;

        public int Length { get; private set; }

        public void Number(ReadOnlySpan<byte> name, long value)
        {
            Add(name);
            Utf8Formatter.TryFormat(value, _to[Length..], out var digits);
            Length += digits;
            Add(";"u8);
        }

        public void Time(ReadOnlySpan<byte> name, DateTimeOffset time)
        {
            Add(name);
            FtpTime.Write(time, _to[Length..]);
            Length += FtpTime.Length;
            Add(";"u8);
        }

        public void Perm(in MlsxEntry entry)
        {
            Add("perm="u8);
            Length += MlsxPerm.Write(entry.Facts.Kind, entry.Facts.Partial, entry.Own, entry.Reached, entry.IsLink, _to[Length..]);
            Add(";"u8);
        }

        public void Unique(ulong device, ulong inode)
        {
            Add("unique="u8);
            Hex(device);
            Add("-"u8);
            Hex(inode);
            Add(";"u8);
        }

        public void Mode(int mode)
        {
            Add("UNIX.mode=0"u8);
            _to[Length++] = (byte)('0' + ((mode >> 6) & 7));
            _to[Length++] = (byte)('0' + ((mode >> 3) & 7));
            _to[Length++] = (byte)('0' + (mode & 7));
            Add(";"u8);
        }

        private void Hex(ulong value)
        {
            Utf8Formatter.TryFormat(value, _to[Length..], out var digits, 'x');
            Length += digits;
        }

        private void Add(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_to[Length..]);
            Length += bytes.Length;
        }
    }
}
