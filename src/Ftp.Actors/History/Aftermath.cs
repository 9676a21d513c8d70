using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>The catalogue after one event, with what the things of an earlier one are called by then.</summary>
/// <param name="Resource">Null: it is gone, or none is followed.</param>
internal sealed record Trail(CatalogState State, string? Resource, string? Group, string? Login)
{
    public Resource? TheResource => Resource is null ? null : State.Resources.GetValueOrDefault(Resource);

    public Group? TheGroup => Group is null ? null : State.Groups.GetValueOrDefault(Group);

    public Trail After(IPersisted happened) => new(
        State.Apply(happened),
        happened switch
        {
            ResourceRenamed e when Is(e.Resource, Resource) => e.NewName,
            ResourceRemoved e when Is(e.Resource, Resource) => null,
            _ => Resource,
        },
        happened switch
        {
            GroupRenamed e when Is(e.Group, Group) => e.NewName,
            GroupRemoved e when Is(e.Group, Group) => null,
            _ => Group,
        },
        happened is LoginRenamed renamed && renamed.Login == Login ? renamed.NewLogin : Login);

    private static bool Is(string name, string? followed) => string.Equals(name, followed, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What came after one event of the catalogue.</summary>
/// <param name="after">With that event.</param>
/// <param name="later">Everything since, in order.</param>
internal sealed class Aftermath(CatalogState after, IReadOnlyList<IPersisted> later)
{
    public IReadOnlyList<IPersisted> Later { get; } = later;

    /// <summary>Follows things of the event to the present.</summary>
    /// <param name="part">What to look at first: where it is the same object, nothing of it has changed.</param>
    /// <param name="value">What must be now as it was then.</param>
    /// <param name="changed">The last revision that changed it, with what it did; null where it is as it was.</param>
    public Trail Follow(string? resource, string? group, string? login, Func<Trail, object?> part, Func<Trail, string?> value, out (long Revision, IPersisted Happened)? changed)
    {
        var trail = new Trail(after, resource, group, login);
        var (first, known, seen) = (value(trail), value(trail), part(trail));
        changed = null;
        foreach (var happened in Later)
        {
            trail = trail.After(happened);
            var now = part(trail);
            if (ReferenceEquals(now, seen))
            {
                continue;
            }

            seen = now;
            if (value(trail) is var text && text != known)
            {
                known = text;
                changed = (trail.State.Revision, happened);
            }
        }

        changed = known == first ? null : changed;
        return trail;
    }

    /// <summary>
    /// What things that were taken away would be by now, had they stayed: renamings and removals of others, their groups and logins, happen to them too.
    /// </summary>
    public CatalogState Carry(CatalogState taken)
    {
        foreach (var happened in Later)
        {
            if (happened is ResourceRenamed or ResourceRemoved or GroupRenamed or GroupRemoved or LoginForgotten or LoginRenamed)
            {
                taken = taken.Apply(happened);
            }
        }

        return taken;
    }
}
