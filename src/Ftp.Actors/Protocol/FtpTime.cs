using System.Globalization;

namespace Ftp.Actors.Protocol;

/// <summary>RFC 3659 section 2.3 time-val: YYYYMMDDHHMMSS[.fraction], always UTC. For MDTM, MFMT, SITE UTIME and the facts modify and create.</summary>
public static class FtpTime
{
    public const int Length = 14;

    /// <param name="fraction">Adds milliseconds.</param>
    public static string Format(DateTimeOffset time, bool fraction = false) =>
        time.UtcDateTime.ToString(fraction ? "yyyyMMddHHmmss.fff" : "yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>Writes the 14 digits without making a string.</summary>
    public static void Write(DateTimeOffset time, Span<byte> to)
    {
        var utc = time.UtcDateTime;
        WriteTwo(to, utc.Year / 100);
        WriteTwo(to[2..], utc.Year % 100);
        WriteTwo(to[4..], utc.Month);
        WriteTwo(to[6..], utc.Day);
        WriteTwo(to[8..], utc.Hour);
        WriteTwo(to[10..], utc.Minute);
        WriteTwo(to[12..], utc.Second);
    }

    /// <summary>A leap second (60) counts as the second after it, since no file system knows one. Digits of the fraction beyond 100 ns are cut.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var digits = text.AsSpan();
        var fraction = ReadOnlySpan<char>.Empty;
        if (digits.Length > Length)
        {
            fraction = digits[(Length + 1)..];
            if (digits[Length] != '.' || fraction.IsEmpty || fraction.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            digits = digits[..Length];
        }

        if (digits.Length != Length || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var (year, month, day) = (Number(digits[..4]), Number(digits[4..6]), Number(digits[6..8]));
        var (hour, minute, second) = (Number(digits[8..10]), Number(digits[10..12]), Number(digits[12..]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + (second * TimeSpan.TicksPerSecond) + Ticks(fraction);
        if (ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long Ticks(ReadOnlySpan<char> fraction)
    {
        var (ticks, unit) = (0L, TimeSpan.TicksPerSecond);
        foreach (var digit in fraction[..Math.Min(fraction.Length, 7)])
        {
            unit /= 10;
            ticks += (digit - '0') * unit;
        }

        return ticks;
    }

    private static void WriteTwo(Span<byte> to, int value)
    {
        to[0] = (byte)('0' + (value / 10));
        to[1] = (byte)('0' + (value % 10));
    }
}
