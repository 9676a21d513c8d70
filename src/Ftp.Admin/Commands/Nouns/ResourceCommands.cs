using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>resources add|list|show|set|rename|remove|add-directory|remove-directory</c>.</summary>
internal static class ResourceCommands
{
    /// <summary>How often an option change is tried again where somebody else changed the catalogue meanwhile.</summary>
    private const int Attempts = 5;

    private static readonly Parameter<string> Name = new("name", ValueKinds.Name("NAME"), "the resource; clients see it as /NAME") { Required = true };
    private static readonly Parameter<string> NewName = new("new-name", ValueKinds.Name("NEW-NAME"), "the name from now on") { Required = true };
    private static readonly Parameter<DirectorySource> Source = new("source", ValueKinds.Source, "the folder, below the storage root or as ROOT:FOLDER; {login} stands for the account") { Required = true };
    private static readonly Parameter<DirectorySource> NewSource = Source with { Required = false };
    private static readonly Parameter<string> As = new("as", ValueKinds.Name("SHOWN"), "its name inside the resource: /NAME/SHOWN") { Required = true };
    private static readonly Parameter<string> Shown = new("shown", ValueKinds.Name("SHOWN"), "the directory's name inside the resource") { Required = true };
    private static readonly Flag Create = new("create", "make the folder where it is missing");
    private static readonly Parameter<string> Description = new("description", ValueKinds.Text("TEXT"), "what it is");
    private static readonly Parameter<Field<int?>> FileMode = new("file-mode", ValueKinds.Mode, "mode of stored files, or default (ftp.storage.file-mode)");
    private static readonly Parameter<Field<int?>> DirectoryMode = new("directory-mode", ValueKinds.Mode, "mode of made folders, or default (ftp.storage.directory-mode)");
    private static readonly Parameter<Field<bool>> Publish = new("publish", ValueKinds.Publish, "uploads are visible when whole (the default), or live as they grow");

    private static readonly ImmutableArray<Parameter> OptionParameters = [FileMode, DirectoryMode, Publish, .. ResourceRates.All, .. FileRuleOptions.All, .. QuotaOptions.All];

    public static ImmutableArray<Command> All { get; } =
    [
        new("resources add", "publish a folder under a name", AddAsync)
        {
            Arguments = [Name],
            Options = [Source, Create, Description],
            Examples = ["resources add projects --source projects --create", "resources add scans --source nas:/scans --description 'the scanners'"],
        },
        new("resources list", "the resources", ListAsync),
        new("resources show", "one resource with its directories and rights", ShowAsync) { Arguments = [Name] },
        new("resources set", "change a resource", SetAsync)
        {
            Arguments = [Name],
            Options = [Description, NewSource, Create, .. OptionParameters],
            Choices = [new(ChoiceKind.AtLeastOne, [Description, NewSource, .. OptionParameters])],
            Examples = ["resources set scans --file-mode 0644 --max-file-size 100MiB", "resources set scans --allow '*.pdf,*.tif' --publish live"],
        },
        new("resources rename", "give a resource another name; its rights follow", RenameAsync) { Arguments = [Name, NewName] },
        new("resources remove", "publish a folder no more; its files stay", RemoveAsync)
        {
            Arguments = [Name],
            Destroys = "the resource and its access list go; its files stay",
        },
        new("resources add-directory", "show a further folder inside a resource", AddDirectoryAsync)
        {
            Arguments = [Name],
            Options = [As, Source, Create],
            Examples = ["resources add-directory projects --as archive --source nas:/old-projects"],
        },
        new("resources remove-directory", "show a further folder no more; its files stay", RemoveDirectoryAsync)
        {
            Arguments = [Name, Shown],
            Destroys = "the directory is shown no more; its files stay",
        },
    ];

    private static async Task<CommandResult> AddAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var (name, source) = (call.Need(Name), call.Need(Source));
        if ((await context.CatalogAsync(cancel)).Resources.ContainsKey(name))
            throw new ProblemException(Problem.AlreadyExists($"there is a resource '{name}' already"));
        await SourceAsync(context, call, source, null, cancel);
        var done = await context.ChangeCatalogAsync(new CatalogCommands.AddResource(name, call.Get(Description, ""), source, call.Origin), cancel);
        return Changes.Of(name, done, $"resource {name} added; nobody has rights to it yet: rights grant {name} --user U --rights view|edit|drop");
    }

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel) =>
        ResourceView.List(await context.CatalogAsync(cancel));

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        var resource = state.Resource(call.Need(Name));
        return ResourceView.Of(resource, state.Trouble(EntityKind.Resource, resource.Name), state.Revision);
    }

    private static async Task<CommandResult> SetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = await context.CatalogAsync(cancel);
            var resource = state.Resource(call.Need(Name));
            if (attempt == 1 && call.Find(NewSource) is { } source)
                await SourceAsync(context, call, source, resource.Options, cancel);
            var options = OptionParameters.Any(call.Has) ? Apply(call, resource.Options) : null;
            try
            {
                var command = new CatalogCommands.SetResource(resource.Name, call.Find(Description), call.Find(NewSource), options, call.Origin) { ExpectedRevision = state.Revision };
                return Changes.Of(resource.Name, await context.ChangeCatalogAsync(command, cancel), $"resource {resource.Name} changed");
            }
            catch (ProblemException conflict) when (conflict.Problem.IsConflict && attempt < Attempts && !call.Has(ChangeOptions.IfRevision))
            {
                // the options are changed as a whole, so they are made again from what is there now
            }
        }
    }

    private static async Task<CommandResult> RenameAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = (await context.CatalogAsync(cancel)).Resource(call.Need(Name)).Name;
        var done = await context.ChangeCatalogAsync(new CatalogCommands.RenameResource(name, call.Need(NewName), call.Origin), cancel);
        return Changes.Of(call.Need(NewName), done, $"resource {name} is now {call.Need(NewName)}");
    }

    private static async Task<CommandResult> RemoveAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = (await context.CatalogAsync(cancel)).RemovableResource(call.Need(Name));
        return Changes.Of(name, await context.ChangeCatalogAsync(new CatalogCommands.RemoveResource(name, call.Origin), cancel), $"resource {name} removed; its files stay");
    }

    private static async Task<CommandResult> AddDirectoryAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var resource = (await context.CatalogAsync(cancel)).Resource(call.Need(Name));
        var (shown, source) = (call.Need(As), call.Need(Source));
        if (resource.Directories.ContainsKey(shown))
            throw new ProblemException(Problem.AlreadyExists($"resource {resource.Name} has a directory '{shown}' already"));
        await SourceAsync(context, call, source, resource.Options, cancel);
        var done = await context.ChangeCatalogAsync(new CatalogCommands.AddDirectory(resource.Name, shown, source, call.Origin), cancel);
        return Changes.Of(resource.Name, done, $"resource {resource.Name} shows {source} as /{resource.Name}/{shown}");
    }

    private static async Task<CommandResult> RemoveDirectoryAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var resource = (await context.CatalogAsync(cancel)).Resource(call.Need(Name));
        var shown = call.Need(Shown);
        if (!resource.Directories.ContainsKey(shown))
            throw new ProblemException(Problem.NotFound($"resource {resource.Name} has no directory '{shown}'{NearestWord.DidYouMean(shown, resource.Directories.Keys)}"));
        var done = await context.ChangeCatalogAsync(new CatalogCommands.RemoveDirectory(resource.Name, shown, call.Origin), cancel);
        return Changes.Of(resource.Name, done, $"resource {resource.Name} no longer shows {shown}; its files stay");
    }

    private static Task SourceAsync(CommandContext context, CommandCall call, DirectorySource source, ResourceOptions? options, CancellationToken cancel) =>
        call.Has(Create)
            ? Sources.EnsureAsync(context, source, options?.DirectoryMode ?? context.Services.StorageDefaults.DirectoryMode, cancel)
            : Sources.CheckAsync(context, source, cancel);

    private static ResourceOptions Apply(CommandCall call, ResourceOptions options) => ResourceRates.Apply(call, options) with
    {
        FileMode = call.Find(FileMode) is { } file ? file.Value : options.FileMode,
        DirectoryMode = call.Find(DirectoryMode) is { } directory ? directory.Value : options.DirectoryMode,
        Live = call.Find(Publish)?.Value ?? options.Live,
        Rules = FileRuleOptions.Apply(call, options.Rules),
        Quota = QuotaOptions.Apply(call, options.Quota),
    };
}
