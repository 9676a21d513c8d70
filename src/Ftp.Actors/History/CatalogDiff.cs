using System.Globalization;
using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.History;

/// <param name="Kind">resource, group or setting.</param>
/// <param name="Name">Whose.</param>
/// <param name="What">Which thing of it; "" for itself.</param>
/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is not there.</param>
public sealed record CatalogDifference(string Kind, string Name, string What, string? Before, string? After);

/// <summary>What differs between two states of the catalogue, in words; pure. Things are told apart by name, entries by their id.</summary>
public static class CatalogDiff
{
    public static IEnumerable<CatalogDifference> Between(CatalogState before, CatalogState after) =>
    [
        .. Of("resource", before.Resources, after.Resources, Texts),
        .. Of("group", before.Groups, after.Groups, Texts),
        .. Of("setting", before.Settings, after.Settings, s => [("", s.Value)]),
        .. Quarantined(before, after),
    ];

    private static IEnumerable<CatalogDifference> Of<T>(
        string kind, IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<T, IEnumerable<(string What, string Text)>> texts)
        where T : class
    {
        // the keys keep the spelling of their first life, the things know their own
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (ReferenceEquals(old, now))
            {
                continue;
            }

            var (was, has) = (Texts(old), Texts(now));
            foreach (var what in was.Keys.Union(has.Keys).OrderBy(w => w, StringComparer.Ordinal))
            {
                if (was.GetValueOrDefault(what) is var from && has.GetValueOrDefault(what) is var to && from != to)
                {
                    yield return new CatalogDifference(kind, name, what, from, to);
                }
            }
        }

        Dictionary<string, string> Texts(T? of) => of is null ? [] : texts(of).ToDictionary(t => t.What, t => t.Text, StringComparer.Ordinal);
    }

    private static IEnumerable<(string What, string Text)> Texts(Resource resource) =>
    [
        ("", $"'{resource.Name}' from {resource.Source}"),
        .. Named("description", resource.Description),
        .. resource.Directories.Select(d => ($"directory {d.Key}", d.Value.ToString())),
        .. resource.Access.Select(e => ($"entry {e.Id.ToString(CultureInfo.InvariantCulture)}", $"{CatalogEventText.Describe(e)} at {CatalogEventText.Where(resource.Name, e.Folder)}")),
        .. resource.Closed.Select(c => ($"folder {c}", "closed")),
        .. Texts(resource.Options),
    ];

    private static IEnumerable<(string What, string Text)> Texts(ResourceOptions options) =>
    [
        .. Named("file-mode", Octal(options.FileMode)), .. Named("directory-mode", Octal(options.DirectoryMode)), .. Named("publish", options.Live ? "live" : ""),
        .. Named("allow", string.Join(',', options.Rules.Allow)), .. Named("deny", string.Join(',', options.Rules.Deny)), .. Named("hide", string.Join(',', options.Rules.Hide)),
        .. Named("max-file-size", Number(options.Rules.MaximumFileSize)), .. Named("quota of bytes", Number(options.Quota?.Bytes)), .. Named("quota of files", Number(options.Quota?.Files)),
        .. Named("download-rate", Number(options.DownloadRate)), .. Named("upload-rate", Number(options.UploadRate)),
    ];

    private static IEnumerable<(string What, string Text)> Texts(Group group) =>
    [
        ("", $"'{group.Name}'"), .. Named("description", group.Description), .. Named("allow-from", List(group.AllowFrom)), .. Named("deny-from", List(group.DenyFrom)),
        .. group.Members.Select(m => ($"member {m}", "in it")),
    ];

    private static IEnumerable<CatalogDifference> Quarantined(CatalogState before, CatalogState after) =>
        before.Quarantined.Keys.Union(after.Quarantined.Keys).OrderBy(k => k.ToString(), StringComparer.Ordinal)
            .Select(k => new CatalogDifference(
                k.Kind.ToString().ToLowerInvariant(), k.Name, "quarantine", before.Quarantined.GetValueOrDefault(k), after.Quarantined.GetValueOrDefault(k)))
            .Where(d => d.Before != d.After);

    private static IEnumerable<(string What, string Text)> Named(string what, string text) => text.Length == 0 ? [] : [(what, text)];

    private static string Octal(int? mode) => mode is { } m ? "0" + Convert.ToString(m, 8) : "";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string List(IEnumerable<IPNetwork> networks) => string.Join(", ", networks);
}
