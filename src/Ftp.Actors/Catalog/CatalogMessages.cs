using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>Who changed something, through which door (<c>ctl</c>, <c>files</c>, <c>ftp</c>, later <c>http</c> and <c>pbm</c>), from where.</summary>
public sealed record Origin(string By, string Door, string From);

/// <summary>A change of resources, rights, groups or settings. Answered with <see cref="CatalogAnswer"/> after the journal has it.</summary>
/// <param name="CommandId">A repeat with the same id returns the first answer and changes nothing.</param>
public abstract record CatalogCommand(Origin Origin)
{
    public string? CommandId { get; init; }
    /// <summary>Optimistic lock: refused as a conflict where the catalogue has moved on. Null: no check.</summary>
    public long? ExpectedRevision { get; init; }
    public string? Comment { get; init; }
}

public static class CatalogCommands
{
    public sealed record AddResource(string Name, string Description, DirectorySource Source, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Null leaves a thing as it is.</summary>
    public sealed record SetResource(string Name, string? Description, DirectorySource? Source, ResourceOptions? Options, Origin Origin) : CatalogCommand(Origin);

    public sealed record RenameResource(string Name, string NewName, Origin Origin) : CatalogCommand(Origin);

    public sealed record RemoveResource(string Name, Origin Origin) : CatalogCommand(Origin);

    public sealed record AddDirectory(string Resource, string Shown, DirectorySource Source, Origin Origin) : CatalogCommand(Origin);

    public sealed record RemoveDirectory(string Resource, string Shown, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Adds rights to the holder's entry at this folder with the same network and times, or makes the entry.</summary>
    public sealed record Grant(
        string Resource, FtpPath Folder, Holder Holder, Rights Rights, IPNetwork? From, DateTimeOffset? Since, DateTimeOffset? Until, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Replaces all entries of the holder at this folder by this one.</summary>
    public sealed record SetGrant(
        string Resource, FtpPath Folder, Holder Holder, Rights Rights, IPNetwork? From, DateTimeOffset? Since, DateTimeOffset? Until, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Takes rights from the holder's entries at this folder; null takes the entries.</summary>
    public sealed record Revoke(string Resource, FtpPath Folder, Holder Holder, Rights? Rights, Origin Origin) : CatalogCommand(Origin);

    public sealed record CloseFolder(string Resource, FtpPath Folder, Origin Origin) : CatalogCommand(Origin);

    public sealed record OpenFolder(string Resource, FtpPath Folder, Origin Origin) : CatalogCommand(Origin);

    public sealed record AddGroup(string Name, string Description, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Null leaves a thing as it is; a list is the whole list.</summary>
    public sealed record SetGroup(string Name, string? Description, ImmutableArray<IPNetwork>? AllowFrom, ImmutableArray<IPNetwork>? DenyFrom, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Its entries follow.</summary>
    public sealed record RenameGroup(string Name, string NewName, Origin Origin) : CatalogCommand(Origin);

    public sealed record RemoveGroup(string Name, Origin Origin) : CatalogCommand(Origin);

    public sealed record AddMember(string Group, string Login, Origin Origin) : CatalogCommand(Origin);

    public sealed record RemoveMember(string Group, string Login, Origin Origin) : CatalogCommand(Origin);

    /// <summary>The account is gone: its entries and memberships go too.</summary>
    public sealed record ForgetLogin(string Login, Origin Origin) : CatalogCommand(Origin);

    /// <summary>The account has a new name: its entries and memberships follow.</summary>
    public sealed record RenameLogin(string Login, string NewLogin, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Brings a removed resource back whole. As the other restorations it is worked out for one revision and needs <see cref="CatalogCommand.ExpectedRevision"/>.</summary>
    public sealed record RestoreResource(Resource Value, Origin Origin) : CatalogCommand(Origin);

    /// <summary>The holder's entries at this folder become exactly these; they keep their ids.</summary>
    public sealed record RestoreEntries(string Resource, FtpPath Folder, Holder Holder, ImmutableArray<AccessEntry> Entries, Origin Origin) : CatalogCommand(Origin);

    public sealed record RestoreGroup(Group Value, ImmutableArray<PlacedEntry> Entries, Origin Origin) : CatalogCommand(Origin);

    public sealed record RestoreLogin(string Login, ImmutableArray<string> Groups, ImmutableArray<PlacedEntry> Entries, Origin Origin) : CatalogCommand(Origin);

    /// <param name="Value">As written in HOCON or on the command line; checked by the settings table.</param>
    public sealed record SetSetting(string Key, string Value, Origin Origin) : CatalogCommand(Origin);

    /// <summary>Back to the files' value.</summary>
    public sealed record ResetSetting(string Key, Origin Origin) : CatalogCommand(Origin);
}

public static class CatalogQueries
{
    /// <summary>Answer: <see cref="CatalogState"/>.</summary>
    public sealed record GetState
    {
        public static GetState Instance { get; } = new();
    }
}

public enum RefusalKind { NotFound, AlreadyExists, Invalid, Conflict, Unavailable }

public abstract record CatalogAnswer
{
    private CatalogAnswer()
    {
    }

    /// <param name="Revision">The catalogue's revision that has the change.</param>
    /// <param name="Changed">False where everything was so already.</param>
    public sealed record Done(long Revision, bool Changed) : CatalogAnswer;

    /// <param name="Message">What was wrong and what is allowed.</param>
    public sealed record Refused(RefusalKind Kind, string Message) : CatalogAnswer;
}

/// <param name="ChangedBy">Who set it and when.</param>
public sealed record SettingOverride(string Key, string Value, string ChangedBy, DateTimeOffset ChangedAt);

public sealed record Group(string Name, string Description, ImmutableSortedSet<string> Members)
{
    /// <summary>Where not empty, its members log in from these networks only.</summary>
    public ImmutableArray<IPNetwork> AllowFrom { get; init; } = [];

    /// <summary>From these its members do not log in, whatever is allowed.</summary>
    public ImmutableArray<IPNetwork> DenyFrom { get; init; } = [];
}
