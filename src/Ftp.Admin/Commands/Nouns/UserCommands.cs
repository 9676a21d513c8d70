using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>users add|list|show|set|rename|passwd|disable|enable|remove</c>; adding with a place to live stands in <see cref="UserHomes"/>.</summary>
internal static class UserCommands
{
    private static readonly Parameter<string> Name = new("name", ValueKinds.Login, "the login") { Required = true };
    private static readonly Parameter<string> NewName = new("new-name", ValueKinds.Login with { Placeholder = "NEW-NAME" }, "the login from now on") { Required = true };
    private static readonly Parameter<ResourcePlace> Root =
        new("root", ValueKinds.Place with { Placeholder = "RESOURCE[/DIRECTORY]" }, "this directory is the account's / (otherwise its / lists its resources)");
    private static readonly Flag NoRoot = new("no-root", "the account's / lists its resources");
    private static readonly Flag Home = new("home", "make and use a folder of its own, homes/NAME, with all rights");
    private static readonly Parameter<string> Description = new("description", ValueKinds.Text("TEXT"), "who or what this is");
    private static readonly Parameter<Field<string?>> Charset = new("charset", ValueKinds.Charset, "for clients that do not speak UTF-8: CP1251, CP866, ISO-8859-1, none");
    private static readonly Parameter<Field<int?>> MaximumConnections = new("max-connections", ValueKinds.Limit, "sessions at the same time, or unlimited");
    private static readonly Parameter<string> Search = new("search", ValueKinds.Text("TEXT"), "only logins or descriptions that hold this");
    private static readonly Parameter<int> Skip = new("skip", ValueKinds.Number("N", 0, int.MaxValue), "leave out the first N");
    private static readonly Parameter<int> Take = new("take", ValueKinds.Number("N", 1, 10000), "at most N (default 1000)");

    private static readonly ImmutableArray<Parameter> Profile = [Description, Charset, MaximumConnections, .. FileRuleOptions.All, .. QuotaOptions.All, .. LoginNetworkOptions.All];

    public static ImmutableArray<Command> All { get; } =
    [
        new("users add", "add an account", AddAsync)
        {
            Arguments = [Name],
            Options = [Root, Home, .. Profile, .. LimitOptions.All, .. TlsOptions.ForNew, Command.NoPassword],
            Choices = [new(ChoiceKind.AtMostOne, Root, Home)],
            PasswordUse = PasswordUse.New,
            Examples = ["users add ada --home --generate", "users add ada --root projects/ada --password-stdin < password.txt"],
        },
        new("users list", "the accounts", ListAsync) { Options = [Search, Skip, Take] },
        new("users show", "one account with its groups and rights", ShowAsync) { Arguments = [Name] },
        new("users set", "change an account", SetAsync)
        {
            Arguments = [Name],
            Options = [Root, NoRoot, Home, .. Profile, .. LimitOptions.All, .. TlsOptions.All],
            Choices = [new(ChoiceKind.AtMostOne, Root, NoRoot, Home), new(ChoiceKind.AtLeastOne, [Root, NoRoot, Home, .. Profile, .. LimitOptions.All, .. TlsOptions.All])],
            Examples = ["users set ada --max-connections 4 --max-file-size 10MiB", "users set ada --require-tls on --client-certificate ada.pem", "users set camera --allow '*.jpg,*.mp4' --charset CP1251"],
        },
        new("users rename", "give an account another login; rights and memberships follow", RenameAsync) { Arguments = [Name, NewName] },
        new("users passwd", "set an account's password", PasswordAsync) { Arguments = [Name], PasswordUse = PasswordUse.New },
        new("users disable", "let an account log in no more; its sessions end", (c, call, x) => SwitchAsync(c, new AccountCommands.Disable(call.Need(Name), call.Origin), "disabled", x))
        {
            Arguments = [Name],
        },
        new("users enable", "let an account log in again", (c, call, x) => SwitchAsync(c, new AccountCommands.Enable(call.Need(Name), call.Origin), "enabled", x)) { Arguments = [Name] },
        new("users remove", "remove an account; its files stay", RemoveAsync)
        {
            Arguments = [Name],
            Destroys = "the account, its rights and its memberships go; its files stay",
        },
    ];

    private static async Task<CommandResult> AddAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var login = call.Need(Name);
        var change = Change(call, FileRules.None);
        var (place, note) = (call.Find(Root), "");
        if (place is not null)
            place = await UserHomes.RootAsync(context, place, cancel);
        else if (call.Has(Home))
            place = await UserHomes.EnsureAsync(context, call.Origin, cancel);
        if (place is not null)
            change = change with { Root = new(place.Path) };
        change = await QuotaAsync(context, call, change, null, login, place?.Path, cancel);
        var done = await context.ChangeAccountAsync(new AccountCommands.Add(login, call.Find(Command.Password) is { } password ? new Secret(password) : null, change, call.Origin), cancel);
        if (call.Has(Home))
            await UserHomes.GrantAsync(context, login, place!, call.Origin, cancel);
        else if (place is not null && !UserHomes.HasRights(context, login, place))
            note = $"; it has no rights there yet: rights grant {place} --user {login} --rights view|edit|drop";
        return Changed(login, done, $"user {login} added{note}{TlsOptions.Note(call, context.Services.Settings.Current)}");
    }

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var skip = call.Get(Skip, 0);
        var page = await context.QueryAsync<AccountPage>(context.Accounts, new AccountQueries.List(call.Find(Search), skip, call.Get(Take, 1000)), cancel);
        var items = page.Items.Select(i => new JsonObject { ["name"] = i.Login, ["enabled"] = i.Enabled, ["trouble"] = SafeText.ForJson(i.Trouble), ["description"] = i.Description, ["root"] = i.Root });
        var text = Table.Of(["NAME", "STATE", "ROOT", "DESCRIPTION"], page.Items.Select(i => new[] { i.Login, UserView.State(i.Enabled, i.Trouble), i.Root ?? "", i.Description }), "no users");
        var rest = page.Items.Length > 0 && skip + page.Items.Length < page.Total ? $"\n{skip + 1} to {skip + page.Items.Length} of {page.Total}; --skip {skip + page.Items.Length} shows more" : "";
        return new CommandResult.Done(Show.Items(items, page.Total), text + rest);
    }

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var account = await context.AccountAsync(call.Need(Name), cancel);
        return UserView.Of(account, await context.CatalogAsync(cancel));
    }

    private static async Task<CommandResult> SetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var account = await context.AccountAsync(call.Need(Name), cancel);
        var (login, place) = (account.Profile.Login, call.Find(Root));
        var change = Change(call, account.Profile.Rules);
        if (place is not null)
            place = await UserHomes.RootAsync(context, place, cancel);
        else if (call.Has(Home))
            place = await UserHomes.EnsureAsync(context, call.Origin, cancel);
        if (place is not null || call.Has(NoRoot))
            change = change with { Root = new(place?.Path) };
        change = await QuotaAsync(context, call, change, account.Profile.Limits.Quota, login, change.Root is { } root ? root.Value : account.Profile.Root, cancel);
        // the right first: an account whose / is a folder it may not enter could not log in meanwhile
        if (call.Has(Home))
            await UserHomes.GrantAsync(context, login, place!, call.Origin, cancel);
        var done = await context.ChangeAccountAsync(new AccountCommands.Set(login, change, call.Origin), cancel);
        return Changed(login, done, $"user {login} changed{TlsOptions.Note(call, context.Services.Settings.Current)}");
    }

    private static async Task<CommandResult> RenameAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var account = await context.AccountAsync(call.Need(Name), cancel);
        var (login, newName) = (account.Profile.Login, call.Need(NewName));
        var done = await context.ChangeAccountAsync(new AccountCommands.Rename(login, newName, call.Origin), cancel);
        var state = await context.CatalogAsync(cancel);
        var homes = state.Resources.Values.Where(r => r.Source.IsPerLogin && r.Access.Any(e => e.Holder == Holder.User(newName))).Select(r => r.Source.For(login).ToString()).ToList();
        var note = homes.Count == 0 ? "" : $"; files do not move: rename {string.Join(" and ", homes)} in the storage if its folder is to follow";
        return Changed(newName, done, $"user {login} is now {newName}{note}");
    }

    private static async Task<CommandResult> PasswordAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var login = (await context.AccountAsync(call.Need(Name), cancel)).Profile.Login;
        var done = await context.ChangeAccountAsync(new AccountCommands.SetPassword(login, new Secret(call.Need(Command.Password)), call.Origin), cancel);
        return Changed(login, done, $"user {login} has a new password");
    }

    private static async Task<CommandResult> SwitchAsync(CommandContext context, AccountCommand command, string state, CancellationToken cancel)
    {
        var login = (await context.AccountAsync(command.Login, cancel)).Profile.Login;
        var done = await context.ChangeAccountAsync(command with { Login = login }, cancel);
        return Changed(login, done, $"user {login} is {(done.Changed ? "" : "already ")}{state}");
    }

    private static async Task<CommandResult> RemoveAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var login = await context.RemovableLoginAsync(call.Need(Name), cancel);
        return Changed(login, await context.ChangeAccountAsync(new AccountCommands.Remove(login, call.Origin), cancel) with { Account = null }, $"user {login} removed; its files stay");
    }

    private static async Task<AccountChange> QuotaAsync(
        CommandContext context, CommandCall call, AccountChange change, Quota? before, string login, FtpPath? root, CancellationToken cancel)
    {
        if (QuotaOptions.Change(call, before) is not { } quota)
            return change;
        QuotaOptions.Check(quota.Value, login, root, await context.CatalogAsync(cancel));
        return change with { Quota = quota };
    }

    private static AccountChange Change(CommandCall call, FileRules rules) => LimitOptions.Apply(call, TlsOptions.Apply(call, new AccountChange
    {
        Description = call.Find(Description),
        LegacyCharset = call.Find(Charset),
        MaximumConnections = call.Find(MaximumConnections),
        Rules = FileRuleOptions.AnyNamed(call) ? FileRuleOptions.Apply(call, rules) : null,
        AllowFrom = LoginNetworkOptions.AllowFrom(call),
        DenyFrom = LoginNetworkOptions.DenyFrom(call),
    }));

    private static CommandResult.Done Changed(string login, AccountAnswer.Done done, string text)
    {
        var body = done.Account is { } account ? UserView.Json(account) : new JsonObject { ["name"] = login };
        body["changed"] = done.Changed;
        return new CommandResult.Done(body, text);
    }
}
