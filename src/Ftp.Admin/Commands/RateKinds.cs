using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ftp.Actors.Accounts;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands;

/// <summary>The values of limits on bytes a second, and of an account's own time-outs.</summary>
internal static class RateKinds
{
    private const string Default = "default";
    private const string RateText = "bytes a second such as 65536, 512KiB or 10MiB, or unlimited";

    /// <summary>Null for unlimited.</summary>
    public static ValueKind<Field<long?>> Rate { get; } = new("RATE", RateText, (string t, [MaybeNullWhen(false)] out Field<long?> v) => TryRate(t, null, out v));

    /// <summary>0 for unlimited, null for what the settings say.</summary>
    public static ValueKind<Field<long?>> RateOrDefault { get; } = new("RATE", $"{RateText}, or {Default} (what the settings say)", (string t, [MaybeNullWhen(false)] out Field<long?> v) =>
    {
        v = new Field<long?>(null);
        return t == Default || TryRate(t, 0, out v);
    });

    /// <summary>As <see cref="RateOrDefault"/>, where it is not known yet whose the rate is: null for <c>default</c>.</summary>
    public static ValueKind<Field<long?>> RateOfAnybody { get; } = RateOrDefault with { Allowed = $"{RateText}, or {Default}" };

    /// <summary>Null for what the settings say.</summary>
    public static ValueKind<Field<TimeSpan?>> DurationOrDefault { get; } =
        new("D", $"a number with ms, s, m, h or d, like 90s or 20m, or {Default} (what the settings say)", (string t, [MaybeNullWhen(false)] out Field<TimeSpan?> v) =>
        {
            var good = ValueKinds.Duration.TryParse(t, out var time);
            v = new Field<TimeSpan?>(good ? time : null);
            return good || t == Default;
        });

    /// <summary>For people: <c>1.5 MiB/s</c>.</summary>
    public static string PerSecond(long rate) => $"{Rendering.Show.Size(rate)}/s";

    /// <summary>For people; null is unlimited.</summary>
    public static string Limit(long? rate) => rate is { } limit ? PerSecond(limit) : SettingValues.Unlimited;

    /// <summary>As the settings are written; null is unlimited.</summary>
    public static string Text(long? rate) => rate is { } limit ? limit.ToString(CultureInfo.InvariantCulture) : SettingValues.Unlimited;

    private static bool TryRate(string text, long? unlimited, [MaybeNullWhen(false)] out Field<long?> rate)
    {
        var parsed = SettingValues.Rate(text);
        rate = new Field<long?>(parsed.Fault is null ? parsed.Value ?? unlimited : null);
        return parsed.Fault is null;
    }
}
