using System.Buffers;

namespace Ftp.Actors.Protocol;

/// <summary>
/// Cuts the bytes of a control connection into lines and takes the telnet bytes out (RFC 959 section 5.3, RFC 1123 section 4.1.2.10, RFC 854).
/// Every decision about line ends and telnet is made here and nowhere else:
/// <list type="bullet">
/// <item>CRLF ends a line, and so does a bare LF: old devices send it. CRs right before the LF belong to the line end.</item>
/// <item>Any other CR is part of the line (<see cref="FtpCommand.HasControls"/> shows it); CR NUL is telnet's spelling of it, so that NUL goes.</item>
/// <item>A line longer than <see cref="MaximumLineBytes"/> is dropped while it arrives and comes out once, as <see cref="FtpLine.TooLong"/>, when it ends.</item>
/// <item>Telnet counts up to a line's first space; behind it 0xFF is a letter unless it is doubled. A Synch and ABOR that come in the middle of an argument still are an ABOR.</item>
/// <item>Nothing is held between lines; what was held is wiped, because it may have been a password.</item>
/// </list>
/// </summary>
public sealed class FtpLineReader
{
    public const int MaximumLineBytes = 4096;

    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';
    private static readonly SearchValues<byte> Special = SearchValues.Create([Cr, Lf, TelnetFilter.Iac]);

    /// <summary>IAC IP IAC DM ABOR: what a client sends to stop a transfer (RFC 959 section 4.1.3).</summary>
    private static ReadOnlySpan<byte> SynchAndAbort => [TelnetFilter.Iac, 244, TelnetFilter.Iac, 242, (byte)'A', (byte)'B', (byte)'O', (byte)'R'];

    // Lines wait as "bytes LF". A stored line never ends in CR, so the line "CR" alone stands for one that was too long.
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private int _lines;

    private TelnetFilter _telnet;
    private int _lineLength;
    private int _heldCrs;
    private bool _afterCr;
    private bool _tooLong;
    private bool _inArgument;

    /// <summary>Bytes held: lines that wait to be read and the part of a line that has arrived.</summary>
    public int Buffered => _end - _start;

    internal bool HoldsBuffer => _buffer is not null;

    internal int Capacity => _buffer?.Length ?? 0;

    /// <summary>Takes what one read of the socket gave. Lines wait until <see cref="TryRead"/> takes them, so read them out before the next call.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_telnet.IsPlain && !_afterCr)
            {
                var run = bytes.IndexOfAny(Special);
                run = run < 0 ? bytes.Length : run;
                if (run > 0)
                {
                    Store(bytes[..run]);
                    bytes = bytes[run..];
                    continue;
                }
            }

            Take(bytes[0]);
            bytes = bytes[1..];
        }

        Shrink();
    }

    /// <summary>Takes the next whole line.</summary>
    public bool TryRead(out FtpLine line)
    {
        if (_lines == 0)
        {
            line = default;
            return false;
        }

        var waiting = _buffer.AsSpan(_start, Buffered);
        var length = waiting.IndexOf(Lf);
        var bytes = waiting[..length];
        line = bytes is [Cr] ? new FtpLine(default, TooLong: true) : new FtpLine(bytes.ToArray(), TooLong: false);
        bytes.Clear();
        _start += length + 1;
        _lines--;
        Shrink();
        return true;
    }

    /// <summary>Forgets everything that has not been read, also half a line: what came before TLS must not count after it (RFC 4217, CVE-2011-0411).</summary>
    /// <returns>Lines forgotten; one that had only begun counts.</returns>
    public int Clear()
    {
        var lines = _lines + (_lineLength > 0 || _heldCrs > 0 || _tooLong ? 1 : 0);
        _end = _start;
        (_lines, _lineLength, _heldCrs, _afterCr, _tooLong, _inArgument, _telnet) = (0, 0, 0, false, false, false, default);
        Shrink();
        return lines;
    }

    private void Take(byte value)
    {
        switch (_telnet.Take(value, _inArgument))
        {
            case TelnetByte.Data when value == Lf:
                EndLine();
                break;
            case TelnetByte.Data when value == Cr:
                _heldCrs++;
                _afterCr = true;
                break;
            case TelnetByte.Data when value == 0 && _afterCr:
                _afterCr = false;
                break;
            case TelnetByte.Data:
                Store([value]);
                break;
            case TelnetByte.IacAndData:
                // Unescaped, as clients send it in CP1251, where 0xFF is a letter.
                Store([TelnetFilter.Iac]);
                Take(value);
                break;
            case TelnetByte.TooLong:
                Drop();
                break;
        }
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        _afterCr = false;
        _inArgument = _inArgument || bytes.Contains((byte)' ');
        if (_tooLong)
        {
            return;
        }

        if (_lineLength + (long)_heldCrs + bytes.Length > MaximumLineBytes)
        {
            Drop();
            return;
        }

        Reserve(_heldCrs + bytes.Length);
        _buffer.AsSpan(_end, _heldCrs).Fill(Cr);
        bytes.CopyTo(_buffer.AsSpan(_end + _heldCrs));
        _end += _heldCrs + bytes.Length;
        _lineLength += _heldCrs + bytes.Length;
        _heldCrs = 0;
    }

    private void Drop()
    {
        _end -= _lineLength;
        (_lineLength, _heldCrs, _tooLong) = (0, 0, true);
    }

    private void EndLine()
    {
        Reserve(2);
        if (_tooLong)
        {
            _buffer![_end++] = Cr;
        }
        else if (_inArgument && _buffer.AsSpan(_end - _lineLength, _lineLength).EndsWith(SynchAndAbort))
        {
            KeepAbort();
        }

        _buffer![_end++] = Lf;
        _lines++;
        (_lineLength, _heldCrs, _afterCr, _tooLong, _inArgument) = (0, 0, false, false, false);
    }

    /// <summary>
    /// The client gave up half a line. What stands before the Synch is dropped, not done; and only ABOR may follow it, because whoever can name a file could
    /// otherwise name it so that its end is a command of its own.
    /// </summary>
    private void KeepAbort()
    {
        var line = _buffer.AsSpan(_end - _lineLength, _lineLength);
        line.Clear();
        "ABOR"u8.CopyTo(line);
        _end += 4 - _lineLength;
    }

    private void Reserve(int more)
    {
        if (_buffer is null || _buffer.Length - _end < more)
        {
            Move(Math.Max(128, 2 * (Buffered + more)));
        }
    }

    /// <summary>An idle session holds nothing; half a command holds no more than it needs.</summary>
    private void Shrink()
    {
        if (_buffer is null)
        {
            return;
        }

        if (Buffered == 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            (_buffer, _start, _end) = (null, 0, 0);
        }
        else if (_lines == 0 && _buffer.Length > 256 && _buffer.Length > 4 * Buffered)
        {
            Move(2 * Buffered);
        }
    }

    private void Move(int size)
    {
        var next = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(_start, Buffered).CopyTo(next);
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        }

        (_buffer, _start, _end) = (next, 0, Buffered);
    }
}
