using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Quotas;

/// <summary>Which trees a quota counts. By place and not by owner: what was stored by whom cannot be read off a disk, what lies where can.</summary>
public static class QuotaPlaces
{
    /// <summary>It limits something.</summary>
    public static bool IsLimit(Quota? quota) => quota is { Bytes: not null } or { Files: not null };

    /// <summary>All the directories of a resource; for a source with <c>{login}</c> the folders of every login.</summary>
    public static ImmutableArray<DirectorySource> Of(Resource resource) => [.. resource.Directories.Values.Prepend(resource.Source).Distinct()];

    /// <summary>
    /// The account's root, with further directories shown in it; without a root the folders that resources name by its login. Empty: it has nothing of its own that
    /// could be counted.
    /// </summary>
    public static ImmutableArray<DirectorySource> Of(string login, FtpPath? root, CatalogState catalog)
    {
        if (root is not { } top)
        {
            return
            [
                .. catalog.Resources.Values.SelectMany(r => Of(r).AsEnumerable()).Where(s => s.IsPerLogin).Select(s => s.For(login)).Distinct(),
            ];
        }

        if (top.IsRoot || !catalog.Resources.TryGetValue(top.Components[0], out var resource))
            return [];
        var inside = top.Skip(1);
        if (inside.IsRoot)
            return [.. Of(resource).Select(s => s.For(login)).Distinct()];
        return resource.Directories.TryGetValue(inside.Components[0], out var further)
            ? [Below(further.For(login), inside.Skip(1))]
            : [Below(resource.Source.For(login), inside)];
    }

    /// <summary>Where the tree begins, and the names below it from the first that stands for a login.</summary>
    public static (DirectorySource Start, ImmutableArray<string> Pattern) Split(DirectorySource source)
    {
        var literal = source.Path.Components.TakeWhile(c => !c.Contains(DirectorySource.LoginPlaceholder, StringComparison.Ordinal)).Count();
        return (source with { Path = source.Path.Take(literal) }, source.Path.Components[literal..]);
    }

    private static DirectorySource Below(DirectorySource source, FtpPath path) => source with { Path = source.Path.Append(path) };
}
