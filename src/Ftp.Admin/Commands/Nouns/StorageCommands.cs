using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>storage list|mkdir</c>: the folders that resources choose from. Files are FTP's business.</summary>
internal static class StorageCommands
{
    private const int Most = 10_000;

    private static readonly Parameter<DirectorySource> Folder = new("folder", ValueKinds.Source, "a folder below the storage root, or ROOT:FOLDER; without it the root");
    private static readonly Parameter<DirectorySource> NewFolder = Folder with { Required = true, Help = "the folder, below the storage root or as ROOT:FOLDER; what is missing above it is made too" };

    public static ImmutableArray<Command> All { get; } =
    [
        new("storage list", "the folders that resources can show", ListAsync) { Arguments = [Folder] },
        new("storage mkdir", "make a folder in the storage", MakeAsync) { Arguments = [NewFolder] },
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var source = call.Get(Folder, new DirectorySource("", FtpPath.Root));
        Sources.CheckRoot(context, source);
        var opened = await context.Services.Storage.OpenDirectoryAsync(new StoragePlace(source, FtpPath.Root), new StorageCaller(null), _ => true, cancel);
        if (!opened.Ok)
            throw new ProblemException(Sources.From(source, opened.Error, opened.Detail));
        // reading blocks on the disk
        var folders = await Task.Run(() => Read(source, opened.Value!), cancel);
        var shown = folders.Take(Most).Select(f => (Name: f.Name, Source: ResourceView.Source(source with { Path = source.Path.Child(f.Name) }), f.Modified)).ToList();
        // the other roots stand beside the main one's folders
        var roots = source is { Root: "", Path.IsRoot: true } ? context.Services.Storage.Roots.Where(r => r.Length > 0).Select(r => r + ":").ToList() : [];
        var items = roots.Select(r => new JsonObject { ["name"] = r, ["source"] = r + "/" })
            .Concat(shown.Select(f => new JsonObject { ["name"] = SafeText.ForJson(f.Name), ["source"] = SafeText.ForJson(f.Source), ["modified"] = Show.JsonMoment(f.Modified) }));
        var text = Table.Of(["FOLDER", "CHANGED"], roots.Select(r => new[] { r, "" }).Concat(shown.Select(f => new[] { f.Source, Show.Moment(f.Modified) })), "no folders");
        return new CommandResult.Done(Show.Items(items, folders.Count + roots.Count), folders.Count > Most ? $"{text}\nthe first {Most} of {folders.Count}" : text);
    }

    private static async Task<CommandResult> MakeAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var source = call.Need(NewFolder);
        if (source.IsPerLogin)
            throw new ProblemException(Problem.Usage($"folder: '{source}': a folder with {{login}} is made at each account's first login"));
        await Sources.EnsureAsync(context, source, context.Services.StorageDefaults.DirectoryMode, cancel);
        return new CommandResult.Done(new JsonObject { ["name"] = SafeText.ForJson(ResourceView.Source(source)) }, SafeText.Of($"the folder {ResourceView.Source(source)} is there"));
    }

    private static List<FileFacts> Read(DirectorySource source, IDirectoryReader opened)
    {
        using var reader = opened;
        var (folders, batch) = (new List<FileFacts>(), new List<FileFacts>());
        while (true)
        {
            var more = reader.Read(batch, 256);
            if (!more.Ok)
                throw new ProblemException(Sources.From(source, more.Error, more.Detail));
            folders.AddRange(batch.Where(f => f.IsDirectory));
            if (!more.Value)
                return [.. folders.OrderBy(f => f.Name, StringComparer.Ordinal)];
        }
    }
}
