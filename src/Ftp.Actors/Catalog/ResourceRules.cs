using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Catalog;

public static partial class CatalogRules
{
    private static CatalogDecision Add(CatalogState state, CatalogCommands.AddResource c, Stamp stamp) =>
        FirstWrong(
            [
                NameRules.Name("resource", c.Name), NameRules.Text("description", c.Description), NameRules.Source(c.Source),
                state.Resources.Count >= CatalogLimits.Resources ? $"there are {CatalogLimits.Resources} resources already, which is the most" : null,
            ],
            () => Quarantine(state, EntityKind.Resource, c.Name)
                ?? (state.Resources.TryGetValue(c.Name, out var there)
                    ? CatalogDecision.AlreadyExists($"resource '{there.Name}' exists already")
                    : new ResourceAdded(stamp, c.Name, c.Description, c.Source)));

    private static CatalogDecision Set(Resource resource, CatalogCommands.SetResource c, Stamp stamp)
    {
        var next = new ResourceSet(stamp, resource.Name, c.Description ?? resource.Description, c.Source ?? resource.Source, c.Options ?? resource.Options);
        return FirstWrong(
            [NameRules.Text("description", next.Description), NameRules.Source(next.Source), NameRules.Options(next.Options)],
            () => next.Description == resource.Description && next.Source == resource.Source && Same(next.Options, resource.Options)
                ? CatalogDecision.Nothing.Instance
                : next);
    }

    private static CatalogDecision Rename(CatalogState state, Resource resource, CatalogCommands.RenameResource c, Stamp stamp) =>
        FirstWrong(
            [NameRules.Name("resource", c.NewName)],
            () => c.NewName == resource.Name ? CatalogDecision.Nothing.Instance
                : Quarantine(state, EntityKind.Resource, c.NewName)
                    ?? (state.Resources.TryGetValue(c.NewName, out var there) && there != resource
                        ? CatalogDecision.AlreadyExists($"resource '{there.Name}' exists already")
                        : new ResourceRenamed(stamp, resource.Name, c.NewName)));

    /// <summary>Also the way out of quarantine, so it does not ask for the resource's state to be readable.</summary>
    private static CatalogDecision Remove(CatalogState state, CatalogCommands.RemoveResource c, Stamp stamp) =>
        state.Resources.TryGetValue(c.Name, out var resource) ? new ResourceRemoved(stamp, resource.Name)
        : Quarantine(state, EntityKind.Resource, c.Name) is not null ? new ResourceRemoved(stamp, c.Name)
        : InResource(state, c.Name, _ => CatalogDecision.Nothing.Instance);

    private static CatalogDecision Add(Resource resource, CatalogCommands.AddDirectory c, Stamp stamp) =>
        FirstWrong(
            [
                NameRules.Name("directory", c.Shown), NameRules.Source(c.Source),
                resource.Directories.Count >= CatalogLimits.DirectoriesPerResource ? $"the resource has {CatalogLimits.DirectoriesPerResource} directories already, which is the most" : null,
            ],
            () => resource.Directories.TryGetValue(c.Shown, out var source) && source == c.Source ? CatalogDecision.Nothing.Instance
                : resource.Directories.Keys.FirstOrDefault(k => string.Equals(k, c.Shown, StringComparison.OrdinalIgnoreCase)) is { } there
                    ? CatalogDecision.AlreadyExists($"resource '{resource.Name}' shows '{there}' already, from {resource.Directories[there]}")
                    : new DirectoryAdded(stamp, resource.Name, c.Shown, c.Source));

    private static CatalogDecision Remove(Resource resource, CatalogCommands.RemoveDirectory c, Stamp stamp) =>
        resource.Directories.ContainsKey(c.Shown)
            ? new DirectoryRemoved(stamp, resource.Name, c.Shown)
            : CatalogDecision.NotFound($"resource '{resource.Name}' shows no directory '{NameRules.Printable(c.Shown)}'; {NameRules.ThereAre(resource.Directories.Keys)}");

    /// <summary>Records compare their arrays by reference; what was parsed twice is the same all the same.</summary>
    private static bool Same(ResourceOptions a, ResourceOptions b) =>
        a.FileMode == b.FileMode && a.DirectoryMode == b.DirectoryMode && a.Live == b.Live && a.Rules.SameAs(b.Rules)
        && a.Quota == b.Quota && a.DownloadRate == b.DownloadRate && a.UploadRate == b.UploadRate;
}
