using System.Buffers;
using System.Buffers.Text;

namespace Ftp.Actors.Protocol;

/// <summary>
/// A line of LIST as <c>ls -l</c> writes it, the one form that every client parses: <c>-rw-r--r-- 1 ftp ftp         1234 Mar 03 10:20 name</c>.
/// English months; HH:mm for what changed in the last 180 days (and at most a day ahead: clocks differ), the year for the rest.
/// </summary>
/// <param name="zone">list-time-zone.</param>
/// <param name="now">When the listing began; one moment for all of its lines.</param>
public sealed class ListLine(TimeZoneInfo zone, DateTimeOffset now, WireText text)
{
    private const int DateLength = 12;
    private const int HeadLength = 64;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(180);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    // Files of one folder often come from the same minute, and turning UTC into another zone is the dearest part of a line.
    private readonly byte[] _date = new byte[DateLength];
    private long _dateMinute = -1;
    private bool _dateRecent;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    public void Write(in FileFacts facts, IBufferWriter<byte> to)
    {
        var head = to.GetSpan(HeadLength);
        WriteMode(facts, head);
        (facts.IsDirectory ? " 2 ftp ftp "u8 : " 1 ftp ftp "u8).CopyTo(head[10..]);
        var at = 21 + WriteSize(facts.Size, head[21..]);
        head[at++] = (byte)' ';
        WriteDate(facts.Modified, head[at..]);
        at += DateLength;
        head[at++] = (byte)' ';
        to.Advance(at);
        ListedName.Write(facts.Name, text, to);
        if (facts.Kind == FileKind.Link && ListedName.ShownTarget(facts) is { } target)
        {
            to.Write(" -> "u8);
            ListedName.Write(target, text, to);
        }

        to.Write("\r\n"u8);
    }

    private static void WriteMode(in FileFacts facts, Span<byte> to)
    {
        to[0] = facts.Kind switch
        {
            FileKind.Directory => (byte)'d',
            FileKind.Link => (byte)'l',
            FileKind.Other => (byte)'s',
            _ => (byte)'-',
        };
        for (var bit = 0; bit < 9; bit++)
        {
            to[bit + 1] = (facts.Mode & (1 << (8 - bit))) != 0 ? "rwxrwxrwx"u8[bit] : (byte)'-';
        }
    }

    /// <summary>Right-aligned in 12 columns; a larger size takes the room it needs.</summary>
    private static int WriteSize(long size, Span<byte> to)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(size, digits, out var length);
        var padding = Math.Max(0, 12 - length);
        to[..padding].Fill((byte)' ');
        digits[..length].CopyTo(to[padding..]);
        return padding + length;
    }

    private void WriteDate(DateTimeOffset modified, Span<byte> to)
    {
        var minute = modified.UtcTicks / TimeSpan.TicksPerMinute;
        var recent = now - modified <= Recent && modified - now <= Ahead;
        if (minute != _dateMinute || recent != _dateRecent)
        {
            (_dateMinute, _dateRecent) = (minute, recent);
            FormatDate(TimeZoneInfo.ConvertTime(modified, zone), recent, _date);
        }

        _date.CopyTo(to);
    }

    private static void FormatDate(DateTimeOffset local, bool recent, Span<byte> to)
    {
        Months.Slice((local.Month - 1) * 3, 3).CopyTo(to);
        to[3] = (byte)' ';
        WriteTwo(local.Day, to[4..]);
        to[6] = (byte)' ';
        if (recent)
        {
            WriteTwo(local.Hour, to[7..]);
            to[9] = (byte)':';
            WriteTwo(local.Minute, to[10..]);
        }
        else
        {
            to[7] = (byte)' ';
            WriteTwo(local.Year / 100, to[8..]);
            WriteTwo(local.Year % 100, to[10..]);
        }
    }

    private static void WriteTwo(int value, Span<byte> to)
    {
        to[0] = (byte)('0' + (value / 10));
        to[1] = (byte)('0' + (value % 10));
    }
}
