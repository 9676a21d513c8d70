using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Catalog;

/// <summary>
/// A resource's access list sorted by holder, so that a decision looks at one account's entries and not at everybody's. Kept for as long as the resource's
/// value lives: a change of one resource costs nothing for the others.
/// </summary>
internal sealed class CompiledAccess
{
    private static readonly ConditionalWeakTable<Resource, CompiledAccess> Cache = [];

    private readonly FrozenDictionary<string, ImmutableArray<AccessLine>> _users;
    private readonly FrozenDictionary<string, ImmutableArray<AccessLine>> _groups;
    private readonly ImmutableArray<AccessLine> _guests;

    private CompiledAccess(Resource resource)
    {
        var lines = resource.Access.Where(e => e.Rights != Rights.None).Select(e => new AccessLine(resource, e)).ToLookup(l => l.Entry.Holder.Kind);
        _users = ByName(lines[HolderKind.User], StringComparer.Ordinal);
        _groups = ByName(lines[HolderKind.Group], StringComparer.OrdinalIgnoreCase);
        _guests = [.. lines[HolderKind.Guest]];
        Closed = [.. resource.Closed.Select(Spelling.Composed).OrderByDescending(c => c.Depth)];
        Governed = [.. resource.Access.Select(e => Spelling.Composed(e.Folder)).Concat(Closed).Distinct()];
        Moments = [.. resource.Access.SelectMany(e => new[] { e.Since, e.Until }).OfType<DateTimeOffset>().Distinct().Order()];
    }

    /// <summary>Closed folders, composed, the deepest first.</summary>
    public ImmutableArray<FtpPath> Closed { get; }

    /// <summary>Where entries begin, and closed folders; composed.</summary>
    public ImmutableArray<FtpPath> Governed { get; }

    /// <summary>When entries begin or end to be in force.</summary>
    public ImmutableArray<DateTimeOffset> Moments { get; }

    public static CompiledAccess Of(Resource resource) => Cache.GetValue(resource, r => new CompiledAccess(r));

    public IEnumerable<AccessLine> For(Membership who)
    {
        if (who.Login is not null && _users.TryGetValue(who.Login, out var own))
        {
            foreach (var line in own)
            {
                yield return line;
            }
        }

        foreach (var group in who.Groups)
        {
            if (_groups.TryGetValue(group, out var lines))
            {
                foreach (var line in lines)
                {
                    yield return line;
                }
            }
        }

        if (who.Everybody)
        {
            foreach (var line in _guests)
            {
                yield return line;
            }
        }
    }

    /// <summary>The deepest closed folder that holds this place; the root where none does. Entries above it do not reach here.</summary>
    /// <param name="inside">Composed.</param>
    public FtpPath ClosedAt(FtpPath inside)
    {
        foreach (var folder in Closed)
        {
            if (inside.IsAtOrBelow(folder))
            {
                return folder;
            }
        }

        return FtpPath.Root;
    }

    private static FrozenDictionary<string, ImmutableArray<AccessLine>> ByName(IEnumerable<AccessLine> lines, StringComparer comparer) =>
        lines.GroupBy(l => l.Entry.Holder.Name, comparer).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), comparer);
}

/// <summary>Whose entries count: the account's own, its groups', and those for everybody.</summary>
internal readonly record struct Membership(string? Login, ImmutableArray<string> Groups, bool Everybody);

/// <summary>One entry with its sentence for the operator.</summary>
internal sealed class AccessLine(Resource resource, AccessEntry entry)
{
    public AccessEntry Entry { get; } = entry;

    /// <summary>Where it begins, composed.</summary>
    public FtpPath Folder { get; } = Spelling.Composed(entry.Folder);

    /// <summary>Written once: allowing is the common case and costs no text.</summary>
    public string Text { get; } = $"{CatalogEventText.Describe(entry)} at {CatalogEventText.Where(resource.Name, entry.Folder)}";

    public bool InForce(DateTimeOffset at, IPAddress host) =>
        (Entry.From is not { } from || from.Contains(host)) && (Entry.Since is not { } since || at >= since) && (Entry.Until is not { } until || at < until);
}
