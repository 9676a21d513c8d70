using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Accounts that logged in without TLS lately: whom <c>require-tls</c> would shut out.</summary>
internal static class ClearLoginView
{
    /// <summary>The most that are named; JSON has them all.</summary>
    private const int Named = 20;

    public static JsonArray Json(ImmutableArray<ClearLogin> logins) =>
        [.. logins.Select(l => new JsonObject { ["name"] = l.Login, ["count"] = l.Count, ["last"] = Show.JsonMoment(l.Last), ["host"] = SafeText.ForJson(l.Host) })];

    /// <summary>A line that begins with its line end; "" where nobody did.</summary>
    public static string Text(ServerStatus status, DateTimeOffset now)
    {
        var logins = status.ClearLogins;
        if (logins.IsEmpty)
            return "";
        var since = status.ClearLoginsSince > now - Actors.Supervision.ClearLogins.Window ? $" (counted since {Show.Moment(status.ClearLoginsSince)})" : "";
        var rest = logins.Length > Named ? $" and {logins.Length - Named} more" : "";
        return $"\n{Show.Count(logins.Length, "account")} logged in without TLS in the last 24 h{since}: {SafeText.Of(string.Join(", ", logins.Take(Named).Select(One)))}{rest}";
    }

    private static string One(ClearLogin login) =>
        $"{login.Login} ({Show.Count(login.Count, "time")}, last {login.Last.UtcDateTime.ToString("HH:mm'Z'", CultureInfo.InvariantCulture)} from {login.Host})";
}
