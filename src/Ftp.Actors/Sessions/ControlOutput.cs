using System.Buffers;
using System.Text;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>
/// Replies on their way out, in order, one write at a time. Between writes it holds no buffer. What it can hold has a bound because the session takes no line
/// while a write is under way.
/// </summary>
public sealed class ControlOutput(IControlConnection connection)
{
    /// <summary>So much is gathered into one write before the next line is taken.</summary>
    public const int Enough = 4096;

    private ArrayBufferWriter<byte>? _gathered;

    /// <summary>A write is under way.</summary>
    public bool Writing { get; private set; }

    public int Gathered => _gathered?.WrittenCount ?? 0;

    /// <summary>The connection takes no more; what is added is dropped.</summary>
    public bool Broken { get; private set; }

    public void Add(Reply reply, WireText text)
    {
        if (Broken)
        {
            return;
        }

        _gathered ??= new ArrayBufferWriter<byte>(256);
        foreach (var line in reply.Lines)
        {
            if (Ascii.IsValid(line))
            {
                _gathered.Advance(Encoding.ASCII.GetBytes(line, _gathered.GetSpan(line.Length)));
            }
            else
            {
                text.Encode(line, _gathered);
            }

            _gathered.Write("\r\n"u8);
        }
    }

    /// <summary>Writes what is gathered. Null: nothing is under way any more; else the write that is, after which <see cref="Done"/> is called.</summary>
    public Task? Flush(CancellationToken cancel)
    {
        if (Writing || _gathered is not { WrittenCount: > 0 } bytes)
        {
            return null;
        }

        (_gathered, Writing) = (null, true);
        var write = connection.WriteAsync(bytes.WrittenMemory, cancel);
        if (!write.IsCompletedSuccessfully)
        {
            return write.AsTask();
        }

        write.GetAwaiter().GetResult();
        Writing = false;
        return null;
    }

    public void Done(bool good)
    {
        Writing = false;
        if (!good)
        {
            Broken = true;
            _gathered = null;
        }
    }
}
