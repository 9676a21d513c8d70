using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>rights list|grant|set|revoke|close|open</c>; <c>explain</c> stands in <see cref="RightsExplain"/>.</summary>
internal static class RightsCommands
{
    private static readonly Parameter<string> Resource = new("resource", ValueKinds.Name("RESOURCE"), "only this resource");
    private static readonly Parameter<ResourcePlace> Place = new("place", ValueKinds.Place, "the resource, or a folder in it") { Required = true };
    private static readonly Parameter<ResourcePlace> Folder = new("place", ValueKinds.Place with { Placeholder = "RESOURCE/SUB" }, "the folder in the resource") { Required = true };
    private static readonly Parameter<Rights> RightsNamed = new("rights", ValueKinds.Rights, "edit (all), view (list,download), drop (upload), or names: " + string.Join(',', RightsText.Single.Select(RightsText.Format))) { Required = true };
    private static readonly Parameter<Rights> RightsTaken = RightsNamed with { Required = false, Help = "take only these; without it the whole entry goes" };
    private static readonly Parameter<IPNetwork> From = new("from", ValueKinds.Network, "only from this network");
    private static readonly Parameter<DateTimeOffset> Since = new("since", ValueKinds.Moment, "in force from then on, like 2030-12-31 or 2030-12-31T18:00+01:00 (UTC without offset)");
    private static readonly Parameter<DateTimeOffset> Until = new("until", ValueKinds.Moment, "in force before then");

    private static readonly Choice OneHolder = new(ChoiceKind.ExactlyOne, Holders.All);

    public static ImmutableArray<Command> All { get; } =
    [
        new("rights list", "who has which rights where", ListAsync)
        {
            Arguments = [Resource], Options = Holders.All, Choices = [new(ChoiceKind.AtMostOne, Holders.All)],
        },
        new("rights grant", "add rights", (c, call, x) => GiveAsync(c, call, replace: false, x))
        {
            Arguments = [Place], Options = [.. Holders.All, RightsNamed, From, Since, Until], Choices = [OneHolder],
            Examples = ["rights grant projects --user ada --rights edit", "rights grant projects/inbox --guest --rights drop --from 192.0.2.0/24"],
        },
        new("rights set", "replace the rights somebody has at a folder", (c, call, x) => GiveAsync(c, call, replace: true, x))
        {
            Arguments = [Place], Options = [.. Holders.All, RightsNamed, From, Since, Until], Choices = [OneHolder],
        },
        new("rights revoke", "take rights away; a running transfer that loses its right ends", RevokeAsync)
        {
            Arguments = [Place], Options = [.. Holders.All, RightsTaken], Choices = [OneHolder],
        },
        new("rights close", "entries above this folder do not reach into it any more", (c, call, x) => FenceAsync(c, call, close: true, x)) { Arguments = [Folder] },
        new("rights open", "undo close: entries above reach into the folder again", (c, call, x) => FenceAsync(c, call, close: false, x)) { Arguments = [Folder] },
        RightsExplain.Command,
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        IReadOnlyList<Resource> resources = call.Find(Resource) is { } name ? [state.Resource(name)] : [.. state.Resources.Values];
        var wanted = Holders.Named(call);
        var entries = (from r in resources from e in r.Access where wanted is null || Holders.Matches(wanted, e.Holder) select (Resource: r, Entry: e)).ToList();
        var closed = resources.SelectMany(ResourceView.Closed).ToList();
        var body = Show.Items(entries.Select(e => EntryView.Json(e.Resource, e.Entry)));
        body["closed"] = Show.List(closed);
        var text = Table.Of(EntryView.Headings, entries.Select(e => EntryView.Row(e.Resource, e.Entry)), "no rights given");
        return new CommandResult.Done(body, closed.Count == 0 ? text : $"{text}\nclosed: {SafeText.Of(string.Join(", ", closed))}");
    }

    private static async Task<CommandResult> GiveAsync(CommandContext context, CommandCall call, bool replace, CancellationToken cancel)
    {
        var (from, since, until) = (call.FindValue(From), call.FindValue(Since), call.FindValue(Until));
        if (since is { } s && until is { } u && u <= s)
            throw new ProblemException(Problem.Usage($"until ({Show.Moment(u)}) must be later than since ({Show.Moment(s)})"));
        var state = await context.CatalogAsync(cancel);
        var (place, rights) = (Own(call.Need(Place), state), call.Need(RightsNamed));
        var holder = await Holders.ExistingAsync(context, call, state, cancel);
        CatalogCommand command = replace
            ? new CatalogCommands.SetGrant(place.Resource, place.Folder, holder, rights, from, since, until, call.Origin)
            : new CatalogCommands.Grant(place.Resource, place.Folder, holder, rights, from, since, until, call.Origin);
        var done = await context.ChangeCatalogAsync(command, cancel);
        var guestsOff = holder.Kind == HolderKind.Guest && !context.Services.Settings.Current.Guests ? "; but guests are off: settings set guests on" : "";
        var verb = !done.Changed ? "already had" : replace ? "now has exactly" : "now has";
        return Changes.Of(place.Path.ToString(), done, $"{holder} {(holder.Kind == HolderKind.Guest ? verb.Replace("has", "have", StringComparison.Ordinal) : verb)} {RightsText.Short(rights)} at {place.Path}{guestsOff}");
    }

    private static async Task<CommandResult> RevokeAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var place = Own(call.Need(Place), await context.CatalogAsync(cancel));
        var (holder, rights) = (Holders.Named(call)!, call.FindValue(RightsTaken));
        var done = await context.ChangeCatalogAsync(new CatalogCommands.Revoke(place.Resource, place.Folder, holder, rights, call.Origin), cancel);
        var what = rights is { } some ? RightsText.Short(some) : "any entry";
        return Changes.Of(place.Path.ToString(), done, done.Changed ? $"{holder} no longer: {what} at {place.Path}" : $"unchanged: {holder} had no such entry at {place.Path}; 'rights list {place.Resource}' shows all");
    }

    private static async Task<CommandResult> FenceAsync(CommandContext context, CommandCall call, bool close, CancellationToken cancel)
    {
        var place = Own(call.Need(Folder), await context.CatalogAsync(cancel));
        if (place.Folder.IsRoot)
            throw new ProblemException(Problem.Usage($"name a folder inside the resource, like {place.Resource}/FOLDER: nothing lies above {place.Path}"));
        CatalogCommand command = close
            ? new CatalogCommands.CloseFolder(place.Resource, place.Folder, call.Origin)
            : new CatalogCommands.OpenFolder(place.Resource, place.Folder, call.Origin);
        var done = await context.ChangeCatalogAsync(command, cancel);
        return Changes.Of(place.Path.ToString(), done, $"{place.Path} is {(done.Changed ? "now" : "already")} {(close ? "closed" : "open")}");
    }

    private static ResourcePlace Own(ResourcePlace place, CatalogState state) => place with { Resource = state.Resource(place.Resource).Name };
}
