using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>
/// From an event of the catalogue, the state before it and what came later, to the command that takes it back; pure. It looks only at what the event changed: later changes of other
/// things stay. What it changed and somebody changed again is refused, naming that revision.
/// </summary>
internal sealed partial class CatalogUndo
{
    private readonly CatalogState _before;
    private readonly CatalogEvent _happened;
    private readonly Aftermath _since;
    private readonly Origin _origin;
    private readonly long _revision;
    private readonly CatalogState _now;
    private readonly Func<string, bool> _isStillThere;

    /// <param name="later">Every event after it.</param>
    /// <param name="isStillThere">Is the account by this name today one that there was at the time of the event? What a login had must not go to another one that took its name.</param>
    public CatalogUndo(CatalogState before, CatalogEvent happened, IReadOnlyList<IPersisted> later, Func<string, bool> isStillThere, Origin origin)
    {
        (_before, _happened, _origin, _isStillThere) = (before, happened, origin, isStillThere);
        _revision = before.Revision + 1;
        _since = new Aftermath(before.Apply(happened), later);
        _now = later.Aggregate(before.Apply(happened), (state, e) => state.Apply(e));
    }

    public UndoPlan Plan() => (_happened switch
    {
        ResourceAdded e => TakeAway(e.Resource),
        ResourceRestored e => TakeAway(e.Resource),
        ResourceSet e => SetBack(e),
        ResourceRenamed e => NameBack(e),
        ResourceRemoved e => BringBack(e),
        DirectoryAdded e => Directory(e.Resource, e.Shown, add: null),
        DirectoryRemoved e => Directory(e.Resource, e.Shown, add: _before.Resources.GetValueOrDefault(e.Resource)?.Directories.GetValueOrDefault(e.Shown)),
        Granted e => Entries(e.Resource, e.Entry.Folder, e.Entry.Holder),
        GrantReplaced e => Entries(e.Resource, e.Entry.Folder, e.Entry.Holder),
        Revoked e => Entries(e.Resource, e.Folder, e.Holder),
        EntriesRestored e => Entries(e.Resource, e.Folder, e.Holder),
        FolderClosed e => Fence(e.Resource, e.Folder),
        FolderOpened e => Fence(e.Resource, e.Folder),
        GroupAdded e => TakeGroupAway(e.Group),
        GroupRestored e => TakeGroupAway(e.Group),
        GroupSet e => SetBack(e),
        GroupRenamed e => NameBack(e),
        GroupRemoved e => BringBack(e),
        MemberAdded e => Member(e.Group, e.Login),
        MemberRemoved e => Member(e.Group, e.Login),
        LoginForgotten e => BringBack(e),
        LoginRestored e => TakeAway(e),
        LoginRenamed e => new UndoPlan.ByAccount(new AccountCommands.Rename(e.NewLogin, e.Login, _origin)),
        SettingSet e => Setting(e.Setting),
        SettingReset e => Setting(e.Setting),
        _ => UndoPlan.Invalid($"revision {_revision} cannot be taken back"),
    }) with
    { Undoes = CatalogEventText.Describe(_happened).Text };

    private UndoPlan TakeAway(string resource) =>
        Unchanged(resource, null, null, t => t.TheResource, t => Stored.Text(t.TheResource), out var trail)
            is { } blocked ? blocked : Catalog(new CatalogCommands.RemoveResource(trail.Resource!, _origin));

    private UndoPlan SetBack(ResourceSet e)
    {
        var (before, after) = (Settable(_before.Resources.GetValueOrDefault(e.Resource)), Settable(_before.Apply(e).Resources.GetValueOrDefault(e.Resource)));
        if (before is null || after is null)
        {
            return Blocked(null);
        }

        if (Unchanged(e.Resource, null, null, t => t.TheResource, t => Fits(before, after, Settable(t.TheResource)), out var trail) is { } blocked)
        {
            return blocked;
        }

        var set = Stored.Value(ThreeWay.TakeBack(before, after, Settable(trail.TheResource)!)!, FtpJson.Default.StoredResource);
        return Catalog(new CatalogCommands.SetResource(trail.Resource!, set.Description, set.Source, set.Options, _origin));
    }

    private UndoPlan NameBack(ResourceRenamed e) =>
        Unchanged(e.NewName, null, null, t => t.Resource, t => t.Resource, out var trail)
            is { } blocked ? blocked : Catalog(new CatalogCommands.RenameResource(trail.Resource!, e.Resource, _origin));

    private UndoPlan Directory(string resource, string shown, Storage.DirectorySource? add) =>
        Unchanged(resource, null, null, t => t.TheResource, t => t.TheResource is { } r ? $"{r.Directories.GetValueOrDefault(shown)}" : null, out var trail)
            is { } blocked ? blocked : Catalog(add is null ? new CatalogCommands.RemoveDirectory(trail.Resource!, shown, _origin) : new CatalogCommands.AddDirectory(trail.Resource!, shown, add, _origin));

    private UndoPlan Fence(string resource, Protocol.FtpPath folder)
    {
        var closed = _happened is FolderClosed;
        return Unchanged(resource, null, null, t => t.TheResource, t => t.TheResource?.Closed.Contains(folder).ToString(), out var trail)
            is { } blocked ? blocked : Catalog(closed ? new CatalogCommands.OpenFolder(trail.Resource!, folder, _origin) : new CatalogCommands.CloseFolder(trail.Resource!, folder, _origin));
    }

    private UndoPlan SetBack(GroupSet e)
    {
        var (before, after) = (Settable(_before.Groups.GetValueOrDefault(e.Group)), Settable(_before.Apply(e).Groups.GetValueOrDefault(e.Group)));
        if (before is null || after is null)
        {
            return Blocked(null);
        }

        if (Unchanged(null, e.Group, null, t => t.TheGroup, t => Fits(before, after, Settable(t.TheGroup)), out var trail) is { } blocked)
        {
            return blocked;
        }

        var set = Stored.Value(ThreeWay.TakeBack(before, after, Settable(trail.TheGroup)!)!, FtpJson.Default.StoredGroup);
        return Catalog(new CatalogCommands.SetGroup(trail.Group!, set.Description, set.AllowFrom ?? [], set.DenyFrom ?? [], _origin));
    }

    private UndoPlan NameBack(GroupRenamed e) =>
        Unchanged(null, e.NewName, null, t => t.Group, t => t.Group, out var trail)
            is { } blocked ? blocked : Catalog(new CatalogCommands.RenameGroup(trail.Group!, e.Group, _origin));

    private UndoPlan Member(string group, string login)
    {
        var added = _happened is MemberAdded;
        return Unchanged(null, group, login, t => t.TheGroup, t => t.TheGroup?.Members.Contains(t.Login!).ToString(), out var trail)
            is { } blocked ? blocked : (!added && !_isStillThere(trail.Login!) ? UndoPlan.Invalid(Gone(trail.Login!))
            : Catalog(added ? new CatalogCommands.RemoveMember(trail.Group!, trail.Login!, _origin) : new CatalogCommands.AddMember(trail.Group!, trail.Login!, _origin)));
    }

    private UndoPlan Setting(string key)
    {
        var old = _before.Settings.GetValueOrDefault(key);
        return Unchanged(null, null, null, t => t.State.Settings.GetValueOrDefault(key), t => t.State.Settings.GetValueOrDefault(key)?.Value, out _)
            is { } blocked ? blocked : new UndoPlan.BySetting(Planned(old is null ? new CatalogCommands.ResetSetting(key, _origin) : new CatalogCommands.SetSetting(key, old.Value, _origin)));
    }

    /// <returns>What stands in the way; null: nothing.</returns>
    private UndoPlan.Refused? Unchanged(string? resource, string? group, string? login, Func<Trail, object?> part, Func<Trail, string?> value, out Trail trail)
    {
        trail = _since.Follow(resource, group, login, part, value, out var changed);
        return changed is null ? null : Blocked(changed);
    }

    private UndoPlan.Refused Blocked((long Revision, IPersisted Happened)? changed) =>
        changed is { } by ? UndoPlan.InTheWay(RevisionName.Of(by.Revision), Words(by.Happened)) : UndoPlan.Invalid($"what revision {_revision} changed cannot be read");

    private UndoPlan.ByCatalog Catalog(CatalogCommand command) => new(Planned(command));

    /// <summary>Worked out for the present revision: whoever changes the catalogue meanwhile makes it be worked out again.</summary>
    private CatalogCommand Planned(CatalogCommand command) => command with { ExpectedRevision = _now.Revision };

    /// <summary>Null: what the event changed has been changed again, or is gone.</summary>
    private static string? Fits(JsonObject before, JsonObject after, JsonObject? now) => now is not null && ThreeWay.TakeBack(before, after, now) is not null ? "" : null;

    internal static string Words(IPersisted happened) => happened is CatalogEvent e ? CatalogEventText.Describe(e).Text : "cannot be read";

    private static string Gone(string login) => $"there is no user '{login}' any more, or another one has the name: what it had goes to nobody else";

    private static JsonObject? Settable(Resource? r) => r is null ? null
        : Stored.Json(new StoredResource("", r.Description, r.Source, [], [], [], r.Options), FtpJson.Default.StoredResource);

    private static JsonObject? Settable(Group? g) => g is null ? null : Stored.Json(StoredGroup.Of(g) with { Name = "", Members = [] }, FtpJson.Default.StoredGroup);
}
