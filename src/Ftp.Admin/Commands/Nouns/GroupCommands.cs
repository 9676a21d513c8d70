using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>groups add|list|show|set|rename|remove|add-member|remove-member</c>.</summary>
internal static class GroupCommands
{
    private static readonly Parameter<string> Name = new("name", ValueKinds.Name("NAME"), "the group") { Required = true };
    private static readonly Parameter<string> Group = new("group", ValueKinds.Name("GROUP"), "the group") { Required = true };
    private static readonly Parameter<string> User = new("user", ValueKinds.Login with { Placeholder = "USER" }, "the login") { Required = true };
    private static readonly Parameter<string> Description = new("description", ValueKinds.Text("TEXT"), "who they are");

    private static readonly Parameter<string> NewName = new("new-name", ValueKinds.Name("NEW-NAME"), "the name from now on") { Required = true };
    private static readonly Parameter<ImmutableArray<IPNetwork>> AllowFrom = new("allow-from", NetworkList.Kind, "its members log in from these networks only; the whole list, or none");
    private static readonly Parameter<ImmutableArray<IPNetwork>> DenyFrom = new("deny-from", NetworkList.Kind, "its members do not log in from these networks, whatever is allowed; the whole list, or none");

    public static ImmutableArray<Command> All { get; } =
    [
        new("groups add", "add a group", AddAsync) { Arguments = [Name], Options = [Description] },
        new("groups list", "the groups", ListAsync),
        new("groups show", "one group with its members and rights", ShowAsync) { Arguments = [Name] },
        new("groups set", "change a group", SetAsync)
        {
            Arguments = [Name],
            Options = [Description, AllowFrom, DenyFrom],
            Choices = [new(ChoiceKind.AtLeastOne, Description, AllowFrom, DenyFrom)],
            Examples = ["groups set staff --allow-from 10.0.0.0/8,192.0.2.7", "groups set staff --description 'who works here' --deny-from none"],
        },
        new("groups rename", "give a group another name; its rights follow", RenameAsync) { Arguments = [Name, NewName] },
        new("groups remove", "remove a group", RemoveAsync) { Arguments = [Name], Destroys = "the group, its memberships and its rights go; its members stay" },
        new("groups add-member", "put a user into a group; its rights apply at once", AddMemberAsync) { Arguments = [Group, User] },
        new("groups remove-member", "take a user out of a group", RemoveMemberAsync) { Arguments = [Group, User] },
    ];

    private static async Task<CommandResult> AddAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = call.Need(Name);
        var done = await context.ChangeCatalogAsync(new CatalogCommands.AddGroup(name, call.Get(Description, ""), call.Origin), cancel);
        return Changes.Of(name, done, $"group {name} added");
    }

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var groups = (await context.CatalogAsync(cancel)).Groups.Values.ToList();
        return new CommandResult.Done(
            Show.Items(groups.Select(Json)),
            Table.Of(["NAME", "MEMBERS", "DESCRIPTION"], groups.Select(g => new[] { g.Name, $"{g.Members.Count}", g.Description }), "no groups"));
    }

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        var shown = state.Group(call.Need(Name));
        var entries = (from r in state.Resources.Values from e in r.Access where IsOf(e.Holder, shown) select (Resource: r, Entry: e)).ToList();
        var body = Json(shown);
        body["revision"] = state.Revision;
        body["rights"] = new JsonArray([.. entries.Select(e => EntryView.Json(e.Resource, e.Entry))]);
        var fields = Table.Fields(("name", shown.Name), ("description", shown.Description), ("members", shown.Members.IsEmpty ? "none" : string.Join(", ", shown.Members)),
            ("allow from", NetworkList.Text(shown.AllowFrom)), ("deny from", NetworkList.Text(shown.DenyFrom)));
        return new CommandResult.Done(body, $"{fields}\n\n{Table.Of(EntryView.Headings, entries.Select(e => EntryView.Row(e.Resource, e.Entry)), "no rights")}");
    }

    private static async Task<CommandResult> SetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = (await context.CatalogAsync(cancel)).Group(call.Need(Name)).Name;
        var done = await context.ChangeCatalogAsync(new CatalogCommands.SetGroup(name, call.Find(Description), call.FindValue(AllowFrom), call.FindValue(DenyFrom), call.Origin), cancel);
        return Changes.Of(name, done, done.Changed ? $"group {name} changed" : $"unchanged: group {name} is so already");
    }

    private static async Task<CommandResult> RenameAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var (name, newName) = ((await context.CatalogAsync(cancel)).Group(call.Need(Name)).Name, call.Need(NewName));
        return Changes.Of(newName, await context.ChangeCatalogAsync(new CatalogCommands.RenameGroup(name, newName, call.Origin), cancel), $"group {name} is now {newName}");
    }

    private static async Task<CommandResult> RemoveAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = (await context.CatalogAsync(cancel)).RemovableGroup(call.Need(Name));
        var done = await context.ChangeCatalogAsync(new CatalogCommands.RemoveGroup(name, call.Origin), cancel);
        return Changes.Of(name, done, $"group {name} removed");
    }

    private static async Task<CommandResult> AddMemberAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var group = (await context.CatalogAsync(cancel)).Group(call.Need(Group)).Name;
        var login = (await context.AccountAsync(call.Need(User), cancel)).Profile.Login;
        var done = await context.ChangeCatalogAsync(new CatalogCommands.AddMember(group, login, call.Origin), cancel);
        return Changes.Of(group, done, $"user {login} is {(done.Changed ? "now" : "already")} in group {group}");
    }

    private static async Task<CommandResult> RemoveMemberAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var group = (await context.CatalogAsync(cancel)).Group(call.Need(Group));
        var login = call.Need(User);
        if (!group.Members.Contains(login))
            throw new ProblemException(Problem.NotFound($"user '{login}' is not in group {group.Name}{NearestWord.DidYouMean(login, group.Members)}"));
        var done = await context.ChangeCatalogAsync(new CatalogCommands.RemoveMember(group.Name, login, call.Origin), cancel);
        return Changes.Of(group.Name, done, $"user {login} is no longer in group {group.Name}");
    }

    private static bool IsOf(Holder holder, Group group) => holder.Kind == HolderKind.Group && string.Equals(holder.Name, group.Name, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Json(Group group) => new()
    {
        ["name"] = group.Name,
        ["description"] = group.Description,
        ["members"] = Show.List(group.Members),
        ["allowFrom"] = NetworkList.Json(group.AllowFrom),
        ["denyFrom"] = NetworkList.Json(group.DenyFrom),
    };
}
