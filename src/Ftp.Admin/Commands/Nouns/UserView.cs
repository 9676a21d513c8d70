using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>One account for <c>users show</c> and the answers to changes.</summary>
internal static class UserView
{
    public static string State(bool enabled, string? trouble) => trouble is not null ? "quarantined" : enabled ? "enabled" : "disabled";

    public static JsonObject Json(AccountInfo account) => new()
    {
        ["name"] = account.Profile.Login,
        ["enabled"] = account.Profile.Enabled,
        ["trouble"] = SafeText.ForJson(account.Trouble),
        ["description"] = account.Profile.Description,
        ["root"] = account.Profile.Root is { } root ? SafeText.ForJson(root.ToString()) : null,
        ["hasPassword"] = account.HasPassword,
        ["charset"] = account.Profile.LegacyCharset,
        ["maximumConnections"] = account.Profile.MaximumConnections,
        ["tls"] = TlsOptions.Json(account.Profile.Tls),
        ["limits"] = LimitOptions.Json(account.Profile.Limits),
        ["rules"] = FileRuleOptions.Json(account.Profile.Rules),
        ["quota"] = QuotaOptions.Json(account.Profile.Limits.Quota),
        ["allowFrom"] = NetworkList.Json(account.Profile.Limits.AllowFrom),
        ["denyFrom"] = NetworkList.Json(account.Profile.Limits.DenyFrom),
        ["revision"] = account.Revision,
        ["createdAt"] = Show.JsonMoment(account.CreatedAt),
        ["changedAt"] = Show.JsonMoment(account.ChangedAt),
        ["changedBy"] = account.ChangedBy,
    };

    public static CommandResult.Done Of(AccountInfo account, CatalogState state)
    {
        var profile = account.Profile;
        var groups = state.Groups.Values.Where(g => g.Members.Contains(profile.Login)).Select(g => g.Name).ToList();
        var entries = (from r in state.Resources.Values
                       from e in r.Access
                       where e.Holder == Holder.User(profile.Login) || e.Holder.Kind == HolderKind.Group && groups.Contains(e.Holder.Name, StringComparer.OrdinalIgnoreCase)
                       select (Resource: r, Entry: e)).ToList();
        var body = Json(account);
        body["groups"] = Show.List(groups);
        body["rights"] = new JsonArray([.. entries.Select(e => EntryView.Json(e.Resource, e.Entry))]);
        var fields = Table.Fields(
        [
            ("name", profile.Login), ("state", State(profile.Enabled, account.Trouble)), ("trouble", account.Trouble), ("description", profile.Description),
            ("root", profile.Root?.ToString() ?? "the list of its resources"), ("password", account.HasPassword ? "set" : profile.Tls.Certificates.IsEmpty ? "none: cannot log in" : "none: logs in by its client certificate"),
            ("charset", profile.LegacyCharset), ("max connections", profile.MaximumConnections is { } most ? Show.Limit(most) : null),
            .. LimitOptions.Fields(profile.Limits), .. TlsOptions.Fields(profile.Tls), .. FileRuleOptions.Fields(profile.Rules), .. QuotaOptions.Fields(profile.Limits.Quota),
            .. LoginNetworkOptions.Fields(profile.Limits.AllowFrom, profile.Limits.DenyFrom), ("groups", string.Join(", ", groups)),
            ("created", Show.Moment(account.CreatedAt)), ("changed", $"{Show.Moment(account.ChangedAt)} by {account.ChangedBy}"),
        ]);
        return new CommandResult.Done(body, $"{fields}\n\n{Table.Of(EntryView.Headings, entries.Select(e => EntryView.Row(e.Resource, e.Entry)), "no rights")}");
    }
}
