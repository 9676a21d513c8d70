using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Bans;

/// <summary>Why an address is not served, for the operator: the client hears only that it is not.</summary>
/// <param name="Event">The name of the log's event.</param>
/// <param name="Rule">ban, or the setting's key.</param>
/// <param name="RuleId">The ban's id; of a list the network that decided, "" where none did.</param>
/// <param name="EndsLogins">Sessions that have logged in end too.</param>
internal sealed record Fence(string Event, string Rule, string RuleId, string Why, bool EndsLogins)
{
    public LogEntry Entry(DateTimeOffset now, IPAddress address, string what) => new(now, LogLevel.Error, Event, $"{what}: {Why}")
    {
        Host = address.Unmapped().ToString(),
        Fields = ImmutableDictionary<string, string>.Empty.Add("rule", Rule).Add("rule-id", RuleId),
    };
}

/// <summary>Who is served at a port, before anything is said.</summary>
internal static class Gate
{
    /// <returns>Null: it is served.</returns>
    public static Fence? Look(IPAddress address, bool implicitTls, ServerSettings settings, LoginGuard guard)
    {
        var refusal = implicitTls
            ? NetworkRefusal.Of(settings.ImplicitTlsAllowFrom, settings.ImplicitTlsDenyFrom, address, "implicit-tls-")
            : NetworkRefusal.Of(settings.AllowFrom, settings.DenyFrom, address);
        if (refusal is not null)
        {
            return new Fence("refused.network", refusal.List, refusal.Network?.ToString() ?? "", refusal.Why("the settings"), EndsLogins: true);
        }

        return guard.Over(address) is { } ban
            ? new Fence(
                "refused.ban", "ban", ban.Id.ToString(CultureInfo.InvariantCulture),
                $"{ban.Network} is banned{(ban.Reason.Length > 0 ? $": {ban.Reason}" : "")}", EndsLogins: !ban.Automatic)
            : null;
    }
}
