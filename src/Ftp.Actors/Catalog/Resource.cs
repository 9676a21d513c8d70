using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>What operators publish: a name, one or more directories, who may do what there.</summary>
/// <param name="Name">One component; unique without regard to case.</param>
/// <param name="Source">Shown as <c>/NAME</c> itself.</param>
/// <param name="Directories">Further directories, shown as <c>/NAME/SHOWN</c>.</param>
/// <param name="Closed">Folders (inside the resource) that entries above them do not reach into.</param>
public sealed record Resource(
    string Name,
    string Description,
    DirectorySource Source,
    ImmutableSortedDictionary<string, DirectorySource> Directories,
    ImmutableArray<AccessEntry> Access,
    ImmutableHashSet<FtpPath> Closed,
    ResourceOptions Options);

/// <summary>Null: the value of the settings or files.</summary>
public sealed record ResourceOptions
{
    public static ResourceOptions Default { get; } = new();

    public int? FileMode { get; init; }
    public int? DirectoryMode { get; init; }
    /// <summary>Uploads are visible while they grow.</summary>
    public bool Live { get; init; }
    public FileRules Rules { get; init; } = FileRules.None;
    public Quota? Quota { get; init; }
    /// <summary>Bytes a second over all sessions, to clients.</summary>
    public long? DownloadRate { get; init; }
    /// <summary>Bytes a second over all sessions, from clients.</summary>
    public long? UploadRate { get; init; }
}

/// <summary>Name filters and the size limit of a resource or an account; both apply where both are set. Patterns match a file's last component as stored.</summary>
/// <param name="Allow">Where not empty, a stored or renamed file must match one of them (else 553).</param>
/// <param name="Deny">A stored or renamed file must match none (else 553).</param>
/// <param name="Hide">Not listed and not found.</param>
/// <param name="MaximumFileSize">Bytes (else 552).</param>
public sealed record FileRules(ImmutableArray<string> Allow, ImmutableArray<string> Deny, ImmutableArray<string> Hide, long? MaximumFileSize)
{
    public static FileRules None { get; } = new([], [], [], null);

    /// <summary>Equal in content: the record's own equality compares its arrays by reference.</summary>
    public bool SameAs(FileRules other) =>
        MaximumFileSize == other.MaximumFileSize && Allow.SequenceEqual(other.Allow) && Deny.SequenceEqual(other.Deny) && Hide.SequenceEqual(other.Hide);
}

public enum HolderKind { User, Group, Guest }

/// <param name="Name">The login or the group; "" for guests.</param>
public sealed record Holder(HolderKind Kind, string Name)
{
    public static Holder Guest { get; } = new(HolderKind.Guest, "");

    public static Holder User(string login) => new(HolderKind.User, login);

    public static Holder Group(string name) => new(HolderKind.Group, name);

    public override string ToString() => Kind switch
    {
        HolderKind.Guest => "guests",
        HolderKind.Group => $"group {Name}",
        _ => $"user {Name}",
    };
}

/// <summary>One line of an access list. There is no deny: effective rights are the union of the entries that apply.</summary>
/// <param name="Id">Unique in the catalogue, never reused: the log names it.</param>
/// <param name="Folder">Where it begins, inside the resource; the root for the whole of it.</param>
/// <param name="From">Only from this network; null for anywhere.</param>
/// <param name="Since">In force from this moment on; null for always.</param>
/// <param name="Until">In force before this moment; null for ever.</param>
public sealed record AccessEntry(
    long Id, Holder Holder, FtpPath Folder, Rights Rights, IPNetwork? From, DateTimeOffset? Since, DateTimeOffset? Until);
