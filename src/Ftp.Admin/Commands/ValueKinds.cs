using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Admin.Commands;

/// <summary>A folder of a resource: <c>RESOURCE[/SUB]</c>.</summary>
/// <param name="Folder">Inside the resource.</param>
public sealed record ResourcePlace(string Resource, FtpPath Folder)
{
    public FtpPath Path => FtpPath.Root.Child(Resource).Append(Folder);

    public override string ToString() => Path.ToString()[1..];
}

/// <summary>The kinds of values that commands take.</summary>
public static class ValueKinds
{
    private const string Default = "default";

    public static ValueKind<string> Login { get; } = new("NAME", LoginName.Allowed, (string t, [MaybeNullWhen(false)] out string v) => LoginName.IsValid(v = t));

    public static ValueKind<FtpPath> Path { get; } = new("PATH", "a path like /RESOURCE/FOLDER", (string t, out FtpPath v) => FtpPath.TryParse(t, out v));

    public static ValueKind<ResourcePlace> Place { get; } = new("RESOURCE[/SUB]", "RESOURCE or RESOURCE/FOLDER", TryPlace);

    public static ValueKind<DirectorySource> Source { get; } =
        new("DIR", "a folder below the storage root, or ROOT:FOLDER; a component may hold {login}", (string t, [MaybeNullWhen(false)] out DirectorySource v) =>
            DirectorySource.TryParse(t, out v) && t.Length > 0);

    public static ValueKind<Rights> Rights { get; } = new("RIGHTS", RightsText.Allowed, (string t, out Rights v) => RightsText.TryParse(t, out v));

    public static ValueKind<IPNetwork> Network { get; } =
        new("CIDR", "a network like 10.0.0.0/8 or 2001:db8::/32 with no bits after the prefix, or one address", NetworkText.TryParse);

    public static ValueKind<IPAddress> Address { get; } =
        new("ADDRESS", "an IPv4 or IPv6 address", (string t, [MaybeNullWhen(false)] out IPAddress v) => IPAddress.TryParse(t, out v));

    public static ValueKind<DateTimeOffset> Moment { get; } =
        new("T", "a date or time like 2030-12-31, 2030-12-31T18:00, 2030-12-31T18:00+01:00; UTC where no offset is given", TryMoment);

    public static ValueKind<TimeSpan> Duration { get; } = new("5m", "a number with ms, s, m, h or d, like 90s or 5m", TryDuration);

    /// <summary>Bytes; null for unlimited.</summary>
    public static ValueKind<Field<long?>> Size { get; } = new("SIZE", "bytes, or a number with KiB, MiB, GiB, TiB, or unlimited", TrySize);

    /// <summary>Null for unlimited.</summary>
    public static ValueKind<Field<long?>> Count { get; } = new("N", "a number from 0, or unlimited", TryCount);

    /// <summary>Null for unlimited.</summary>
    public static ValueKind<Field<int?>> Limit { get; } = new("N", "a number from 1, or unlimited", TryLimit);

    /// <summary>Null for the server's default.</summary>
    public static ValueKind<Field<int?>> Mode { get; } = new("MODE", "an octal mode like 0640 (at most 0777), or default", TryMode);

    /// <summary>True for live.</summary>
    public static ValueKind<Field<bool>> Publish { get; } = new("whole|live", "whole (visible when complete) or live (visible as it grows)", TryPublish);

    /// <summary>Null for the settings' charset.</summary>
    public static ValueKind<Field<string?>> Charset { get; } =
        new("CHARSET", $"a single-byte charset like {LegacyCharset.Examples}, or none", TryCharset);

    /// <summary>One of these words.</summary>
    public static ValueKind<T> Word<T>(IReadOnlyList<(string Word, T Value)> words)
        where T : notnull =>
        new(string.Join('|', words.Select(w => w.Word)), Or(words.Select(w => w.Word)), (string t, [MaybeNullWhen(false)] out T v) => TryWord(words, t, out v));

    /// <summary>One of these words; null for <c>default</c>, what the settings say.</summary>
    public static ValueKind<Field<T?>> WordOrDefault<T>(IReadOnlyList<(string Word, T Value)> words)
        where T : struct =>
        new(string.Join('|', words.Select(w => w.Word).Append(Default)), Or(words.Select(w => w.Word).Append($"{Default} (what the settings say)")), (string t, [MaybeNullWhen(false)] out Field<T?> v) =>
        {
            var good = TryWord(words, t, out var value);
            v = new Field<T?>(good ? value : null);
            return good || t == Default;
        });

    public static ValueKind<string> Text(string placeholder) => new(placeholder, "any text", (string t, [MaybeNullWhen(false)] out string v) => (v = t) is not null);

    /// <summary>A name of one component: resource, group, shown directory.</summary>
    public static ValueKind<string> Name(string placeholder) =>
        new(placeholder, "one name of at most 255 bytes without '/' and control characters", (string t, [MaybeNullWhen(false)] out string v) =>
            FtpPath.IsComponent(v = t) && !t.Any(char.IsControl));

    public static ValueKind<int> Number(string placeholder, int least, int most) =>
        new(placeholder, $"a number from {least} to {most}", (string t, out int v) =>
            int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out v) && v >= least && v <= most);

    public static ValueKind<long> Id(string placeholder) =>
        new(placeholder, "a number, as the list shows it", (string t, out long v) => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out v));

    private static string Or(IEnumerable<string> words) => words.ToList() is [.. var first, var last] && first.Count > 0 ? $"{string.Join(", ", first)} or {last}" : words.Single();

    private static bool TryWord<T>(IReadOnlyList<(string Word, T Value)> words, string text, [MaybeNullWhen(false)] out T value)
    {
        var found = words.Where(w => w.Word == text).ToList();
        value = found.Count > 0 ? found[0].Value : default;
        return found.Count > 0;
    }

    private static bool TryPlace(string text, [MaybeNullWhen(false)] out ResourcePlace place)
    {
        var good = FtpPath.TryParse(text, out var path) && !path.IsRoot;
        place = good ? new ResourcePlace(path.Components[0], path.Skip(1)) : null;
        return good;
    }

    private static bool TryMoment(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
             "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out moment);

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];
        duration = default;
        foreach (var (unit, seconds) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number * seconds <= 365 * 86400)
            {
                duration = TimeSpan.FromSeconds(number * seconds);
                return true;
            }
        }

        return false;
    }

    private static bool TrySize(string text, [MaybeNullWhen(false)] out Field<long?> size)
    {
        size = new Field<long?>(null);
        if (text == "unlimited")
            return true;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var shift = text[digits..].Trim() switch { "" or "B" => 0, "KiB" => 10, "MiB" => 20, "GiB" => 30, "TiB" => 40, _ => -1 };
        if (shift < 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue >> shift)
            return false;
        size = new Field<long?>(number << shift);
        return true;
    }

    private static bool TryCount(string text, [MaybeNullWhen(false)] out Field<long?> count)
    {
        var good = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        count = new Field<long?>(good ? number : null);
        return good || text == "unlimited";
    }

    private static bool TryLimit(string text, [MaybeNullWhen(false)] out Field<int?> limit)
    {
        var good = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        limit = new Field<int?>(good ? number : null);
        return good || text == "unlimited";
    }

    private static bool TryMode(string text, [MaybeNullWhen(false)] out Field<int?> mode)
    {
        mode = new Field<int?>(null);
        if (text == "default")
            return true;
        if (text.Length is < 3 or > 4 || !text.All(c => c is >= '0' and <= '7'))
            return false;
        var value = Convert.ToInt32(text, 8);
        mode = new Field<int?>(value);
        return value <= 0x1FF;
    }

    private static bool TryCharset(string text, [MaybeNullWhen(false)] out Field<string?> charset)
    {
        var found = LegacyCharset.Find(text);
        charset = new Field<string?>(found?.Name);
        return found is not null || text == "none";
    }

    private static bool TryPublish(string text, [MaybeNullWhen(false)] out Field<bool> live)
    {
        live = new Field<bool>(text == "live");
        return text is "live" or "whole";
    }
}
