namespace Ftp.Actors.Transfers;

/// <summary>
/// TYPE A, RFC 959 §3.1.1.1: lines end with CRLF on the wire and with LF here. To the wire a bare LF becomes CRLF and a CRLF stays one (files that came from Windows
/// would else get CR CR LF); from the wire CRLF becomes LF and a lone CR is kept. REST counts bytes of the stored file in both directions.
/// One value per direction: it remembers a CR at the end of a buffer.
/// </summary>
internal struct AsciiText(bool toWire)
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private bool _afterCr;

    /// <summary>Largest output for an input of <paramref name="length"/> bytes.</summary>
    public readonly int Most(int length) => toWire ? checked(length * 2) : length + 1;

    /// <returns>Bytes written to <paramref name="output"/>, which must have room for <see cref="Most"/>.</returns>
    public int Convert(ReadOnlySpan<byte> input, Span<byte> output) => toWire ? ToWire(input, output) : FromWire(input, output);

    /// <summary>What was held back, at the end of the input; at most one byte.</summary>
    public int Flush(Span<byte> output)
    {
        if (toWire || !_afterCr)
            return 0;
        _afterCr = false;
        output[0] = Cr;
        return 1;
    }

    private int ToWire(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        while (!input.IsEmpty)
        {
            var lf = input.IndexOf(Lf);
            var line = lf < 0 ? input : input[..lf];
            line.CopyTo(output[written..]);
            written += line.Length;
            if (!line.IsEmpty)
                _afterCr = line[^1] == Cr;
            if (lf < 0)
                break;
            if (!_afterCr)
                output[written++] = Cr;
            output[written++] = Lf;
            _afterCr = false;
            input = input[(lf + 1)..];
        }
        return written;
    }

    private int FromWire(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        while (!input.IsEmpty)
        {
            if (_afterCr)
            {
                _afterCr = false;
                if (input[0] != Lf)
                    output[written++] = Cr;
            }
            var cr = input.IndexOf(Cr);
            var line = cr < 0 ? input : input[..cr];
            line.CopyTo(output[written..]);
            written += line.Length;
            if (cr < 0)
                break;
            _afterCr = true;
            input = input[(cr + 1)..];
        }
        return written;
    }
}
