using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Ftp.Actors.Protocol;

namespace Ftp.Admin.Commands.Rendering;

/// <summary>Values as text and as JSON, the same everywhere.</summary>
internal static class Show
{
    public static string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string? Moment(DateTimeOffset? moment) => moment is { } m ? Moment(m) : null;

    public static string? JsonMoment(DateTimeOffset? moment) =>
        moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static string Size(long bytes)
    {
        string[] units = ["KiB", "MiB", "GiB", "TiB"];
        if (bytes < 1024)
            return $"{bytes} B";
        var (value, unit) = (bytes / 1024.0, 0);
        for (; value >= 1024 && unit < units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }

    public static string Age(TimeSpan age) =>
        age < TimeSpan.FromMinutes(1) ? $"{Math.Max(0, (int)age.TotalSeconds)}s"
        : age < TimeSpan.FromHours(1) ? $"{(int)age.TotalMinutes}m"
        : age < TimeSpan.FromDays(2) ? $"{(int)age.TotalHours}h{age.Minutes:00}m"
        : $"{(int)age.TotalDays}d";

    public static string? Mode(int? mode) => mode is { } m ? "0" + Convert.ToString(m, 8) : null;

    public static string Limit(long? maximum) => maximum is { } m ? m.ToString(CultureInfo.InvariantCulture) : "unlimited";

    public static JsonArray JsonRights(Rights rights) => List(RightsText.Single.Where(r => rights.HasFlag(r)).Select(RightsText.Format));

    public static string Address(IPAddress address) => address.Unmapped().ToString();

    public static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    public static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(t => JsonValue.Create(t))];

    /// <summary>The body of a list.</summary>
    public static JsonObject Items(IEnumerable<JsonNode> items, long? total = null)
    {
        var array = new JsonArray([.. items]);
        return new JsonObject { ["items"] = array, ["total"] = total ?? array.Count };
    }
}
