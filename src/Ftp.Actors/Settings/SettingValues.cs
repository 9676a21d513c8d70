using System.Globalization;
using System.Text.RegularExpressions;

namespace Ftp.Actors.Settings;

/// <summary>Readers and writers of the simple kinds of values.</summary>
public static partial class SettingValues
{
    /// <summary>The number that stands for "no limit" in a nullable one.</summary>
    public const string Unlimited = "unlimited";

    private static readonly (string Unit, TimeSpan Length)[] Times =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    private static readonly Dictionary<string, long> Sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["b"] = 1,
        ["kib"] = 1L << 10,
        ["mib"] = 1L << 20,
        ["gib"] = 1L << 30,
        ["tib"] = 1L << 40,
        ["kb"] = 1_000,
        ["mb"] = 1_000_000,
        ["gb"] = 1_000_000_000,
        ["tb"] = 1_000_000_000_000,
    };

    public static Parsed<bool> OnOff(string text) => SettingText.Unquote(text) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => new Fault("neither on nor off"),
    };

    public static string OnOff(bool value) => value ? "on" : "off";

    public static Func<string, Parsed<int>> Whole(int least, int most, string what = "a whole number") => text =>
        !int.TryParse(SettingText.Unquote(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new Fault($"not {what}")
        : number < least || number > most ? new Fault(number < least ? "too small" : "too large")
        : number;

    public static Parsed<int> Port(string text) => Whole(1, 65535, "a port")(text);

    /// <summary>A port, or off: null.</summary>
    public static Parsed<int?> OptionalPort(string text)
    {
        if (SettingText.Unquote(text) is "off" or "no" or "false")
        {
            return (int?)null;
        }

        var port = Port(text);
        return port.Fault is null ? port.Value : new Fault(port.Fault);
    }

    public static string OptionalPort(int? value) => value is { } port ? Number(port) : "off";

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static Func<string, Parsed<int?>> Limit(int most) => text =>
    {
        if (SettingText.Unquote(text) == Unlimited)
        {
            return (int?)null;
        }

        var number = Whole(1, most)(text);
        return number.Fault is null ? number.Value : new Fault(number.Fault);
    };

    public static string Limit(int? value) => value is { } limit ? Number(limit) : Unlimited;

    public static Parsed<PortRange> Ports(string text)
    {
        var ends = SettingText.Unquote(text).Split('-', StringSplitOptions.TrimEntries);
        var first = Port(ends[0]);
        var last = Port(ends[^1]);
        return ends.Length > 2 || first.Fault is not null || last.Fault is not null ? new Fault("not a range of ports")
            : first.Value > last.Value ? new Fault("the first port is higher than the last")
            : new PortRange(first.Value, last.Value);
    }

    /// <summary>A number with a unit. A bare number is refused: HOCON would take 60 for 60 milliseconds, an operator means seconds.</summary>
    public static Func<string, Parsed<TimeSpan>> Duration(TimeSpan least, TimeSpan most) => text =>
    {
        var match = NumberAndUnit().Match(SettingText.Unquote(text));
        var unit = Array.Find(Times, t => t.Unit == match.Groups["unit"].Value).Length;
        if (!match.Success || unit == TimeSpan.Zero || !long.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var count))
        {
            return new Fault("not a duration");
        }

        return count > most / unit ? new Fault("too long")
            : unit * count < least ? new Fault("too short")
            : unit * count;
    };

    /// <summary>In the largest unit of which there are at least two: 60s and 24h stay what operators write.</summary>
    public static string Duration(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var whole = Times.Where(t => value.Ticks % t.Length.Ticks == 0).ToArray();
        var (unit, length) = whole.LastOrDefault(t => value >= t.Length * 2, whole[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / length.Ticks}{unit}");
    }

    /// <summary>Bytes: 1024, 512KiB, 1GiB, 10MB.</summary>
    public static Parsed<long> Size(string text)
    {
        var match = NumberAndUnit().Match(SettingText.Unquote(text));
        return !match.Success || !Sizes.TryGetValue(match.Groups["unit"].Value, out var unit)
            || !long.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var count) ? new Fault("not a size")
            : count > long.MaxValue / unit ? new Fault("too large")
            : count * unit;
    }

    public static string Size(long value) => value switch
    {
        > 0 when value % (1L << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{value >> 30}GiB"),
        > 0 when value % (1L << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{value >> 20}MiB"),
        > 0 when value % (1L << 10) == 0 => string.Create(CultureInfo.InvariantCulture, $"{value >> 10}KiB"),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Bytes a second; null is unlimited.</summary>
    public static Parsed<long?> Rate(string text)
    {
        if (SettingText.Unquote(text) == Unlimited)
        {
            return (long?)null;
        }

        var size = Size(text);
        return size.Fault is not null ? new Fault(size.Fault) : size.Value < 1 ? new Fault("too small") : size.Value;
    }

    public static string Rate(long? value) => value is { } rate ? Size(rate) : Unlimited;

    /// <summary>Text that is sent to clients. Lines end with \n; any other control character could end a reply early.</summary>
    public static Func<string, Parsed<string>> Talk(int most) => text =>
    {
        var plain = SettingText.Unquote(text).ReplaceLineEndings("\n");
        return plain.Length > most ? new Fault("too long")
            : plain.Any(c => char.IsControl(c) && c != '\n') ? new Fault("holds a control character")
            : plain;
    };

    /// <summary>Quoted only where the text itself would be taken for a quoted one.</summary>
    public static string Talk(string value) => value is ['"', ..] ? SettingText.Quote(value) : value;

    public static Func<string, Parsed<string>> OneOf(string fault, params string[] words) => text =>
        words.Contains(SettingText.Unquote(text), StringComparer.Ordinal) ? SettingText.Unquote(text) : new Fault(fault);

    /// <summary>One word of a closed list.</summary>
    public static Func<string, Parsed<T>> Word<T>(IReadOnlyList<(string Word, T Value)> words)
        where T : struct => text =>
    {
        var said = SettingText.Unquote(text);
        foreach (var (word, value) in words)
        {
            if (word == said)
            {
                return value;
            }
        }

        return new Fault("none of the words that are allowed");
    };

    public static string Word<T>(IReadOnlyList<(string Word, T Value)> words, T value)
        where T : struct => words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word;

    /// <summary>The words, for people: <c>refuse or accept</c>.</summary>
    public static string Words<T>(IReadOnlyList<(string Word, T Value)> words) =>
        string.Join(", ", words.Take(words.Count - 1).Select(w => w.Word)) + " or " + words[^1].Word;

    [GeneratedRegex(@"^(?<number>[0-9]{1,18}) ?(?<unit>[A-Za-z]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAndUnit();
}
