using System.Collections.Immutable;
using System.Globalization;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Bans;

/// <summary>Changes of the bans in the operator's words.</summary>
public static class BanEventText
{
    /// <param name="revision">Null: the journal does not have it yet.</param>
    public static LogEntry Added(Ban ban, DateTimeOffset now, long? revision)
    {
        var how = ban.Length is { } length ? $"for {SettingValues.Duration(length)}" : "until somebody lifts it";
        var again = ban.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", {ban.Count} bans in a row") : "";
        return new LogEntry(now, ban.Automatic ? LogLevel.Error : LogLevel.Status, "ban.added", $"{ban.By} banned {ban.Network} {how}{again}{(ban.Reason.Length > 0 ? $": {ban.Reason}" : "")}")
        {
            Host = ban.Network.ToString(),
            Fields = Fields(ban, revision).Add("by", ban.By),
        };
    }

    public static LogEntry Lifted(Ban ban, Origin origin, DateTimeOffset now, long? revision) =>
        new(now, LogLevel.Status, "ban.lifted", $"{origin.By} ({origin.Door}) lifted the ban of {ban.Network}")
        {
            Host = ban.Network.ToString(),
            Fields = Fields(ban, revision).Add("by", origin.By).Add("door", origin.Door).Add("from", origin.From),
        };

    private static ImmutableDictionary<string, string> Fields(Ban ban, long? revision)
    {
        var fields = ImmutableDictionary<string, string>.Empty.Add("rule", "ban").Add("rule-id", ban.Id.ToString(CultureInfo.InvariantCulture));
        return revision is { } at ? fields.Add("revision", at.ToString(CultureInfo.InvariantCulture)) : fields;
    }
}
