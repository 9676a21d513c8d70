using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>One change of the catalogue, as the journal keeps it for ever. Its sequence number is the catalogue's revision.</summary>
public abstract record CatalogEvent(Stamp Stamp) : IPersisted, IStamped
{
    public abstract string EntityKey();
}

/// <summary>About one resource.</summary>
public abstract record ResourceEvent(Stamp Stamp, string Resource) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Resource;
}

public sealed record ResourceAdded(Stamp Stamp, string Resource, string Description, DirectorySource Source) : ResourceEvent(Stamp, Resource);

/// <summary>All that a resource can be set to, whether it changed or not.</summary>
public sealed record ResourceSet(Stamp Stamp, string Resource, string Description, DirectorySource Source, ResourceOptions Options) : ResourceEvent(Stamp, Resource);

public sealed record ResourceRenamed(Stamp Stamp, string Resource, string NewName) : ResourceEvent(Stamp, Resource);

public sealed record ResourceRemoved(Stamp Stamp, string Resource) : ResourceEvent(Stamp, Resource);

public sealed record DirectoryAdded(Stamp Stamp, string Resource, string Shown, DirectorySource Source) : ResourceEvent(Stamp, Resource);

public sealed record DirectoryRemoved(Stamp Stamp, string Resource, string Shown) : ResourceEvent(Stamp, Resource);

/// <summary>The entry is new, or takes the place of the one with its id.</summary>
public sealed record Granted(Stamp Stamp, string Resource, AccessEntry Entry) : ResourceEvent(Stamp, Resource);

/// <summary>The entry takes the place of all the holder's entries at its folder.</summary>
public sealed record GrantReplaced(Stamp Stamp, string Resource, AccessEntry Entry) : ResourceEvent(Stamp, Resource);

/// <param name="Rights">Taken from the holder's entries at the folder; null takes the entries.</param>
public sealed record Revoked(Stamp Stamp, string Resource, FtpPath Folder, Holder Holder, Rights? Rights) : ResourceEvent(Stamp, Resource);

public sealed record FolderClosed(Stamp Stamp, string Resource, FtpPath Folder) : ResourceEvent(Stamp, Resource);

public sealed record FolderOpened(Stamp Stamp, string Resource, FtpPath Folder) : ResourceEvent(Stamp, Resource);

/// <summary>A removed resource is back with its directories, options, entries and closed folders. Its entries have the ids they had: those were never given to others.</summary>
public sealed record ResourceRestored(Stamp Stamp, string Resource, StoredResource Value) : ResourceEvent(Stamp, Resource);

/// <summary>The holder's entries at the folder are these again, and no others.</summary>
public sealed record EntriesRestored(Stamp Stamp, string Resource, FtpPath Folder, Holder Holder, ImmutableArray<AccessEntry> Entries) : ResourceEvent(Stamp, Resource);

/// <summary>An entry and the resource it stands in.</summary>
public sealed record PlacedEntry(string Resource, AccessEntry Entry);

/// <summary>About one group.</summary>
public abstract record GroupEvent(Stamp Stamp, string Group) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Group;
}

public sealed record GroupAdded(Stamp Stamp, string Group, string Description) : GroupEvent(Stamp, Group);

/// <summary>All that a group can be set to, whether it changed or not.</summary>
public sealed record GroupSet(Stamp Stamp, string Group, string Description, ImmutableArray<IPNetwork> AllowFrom, ImmutableArray<IPNetwork> DenyFrom) : GroupEvent(Stamp, Group);

/// <summary>Its entries followed.</summary>
public sealed record GroupRenamed(Stamp Stamp, string Group, string NewName) : GroupEvent(Stamp, Group);

/// <summary>Its entries went with it.</summary>
public sealed record GroupRemoved(Stamp Stamp, string Group) : GroupEvent(Stamp, Group);

public sealed record MemberAdded(Stamp Stamp, string Group, string Login) : GroupEvent(Stamp, Group);

public sealed record MemberRemoved(Stamp Stamp, string Group, string Login) : GroupEvent(Stamp, Group);

/// <summary>A removed group is back with its members and its entries.</summary>
public sealed record GroupRestored(Stamp Stamp, string Group, StoredGroup Value, ImmutableArray<PlacedEntry> Entries) : GroupEvent(Stamp, Group);

/// <summary>The login's entries and memberships went.</summary>
public sealed record LoginForgotten(Stamp Stamp, string Login) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Login;
}

/// <summary>The login's entries and memberships followed its new name.</summary>
public sealed record LoginRenamed(Stamp Stamp, string Login, string NewLogin) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Login;
}

/// <summary>Entries and memberships that a login had lost are back.</summary>
public sealed record LoginRestored(Stamp Stamp, string Login, ImmutableArray<string> Groups, ImmutableArray<PlacedEntry> Entries) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Login;
}

public sealed record SettingSet(Stamp Stamp, string Setting, string Value) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Setting;
}

public sealed record SettingReset(Stamp Stamp, string Setting) : CatalogEvent(Stamp)
{
    public override string EntityKey() => Setting;
}

/// <summary>Published on this node's event stream after <see cref="NodeServices.Rights"/> has the new value.</summary>
public sealed record CatalogChanged(long Revision) : Akka.Actor.INoSerializationVerificationNeeded;
