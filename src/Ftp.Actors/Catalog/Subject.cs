using System.Net;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>Whose rights are asked for: an account or a guest, from where, when.</summary>
/// <param name="Login">The account's name; for a guest what it logged in as.</param>
public sealed record Subject(string Login, bool IsGuest, IPAddress Host, DateTimeOffset At);

/// <summary>An answer that explains itself to the operator.</summary>
/// <param name="Why">One sentence: which entry or group gives it, or what is missing.</param>
/// <param name="Entry">The deciding entry's id.</param>
public readonly record struct RightsDecision(bool Allowed, string Why, long? Entry);

/// <summary>What a path that a client sees stands for.</summary>
public abstract record Place
{
    private Place()
    {
    }

    /// <summary>The made-up "/" that lists the resources an account has a right to.</summary>
    public sealed record ResourceList : Place
    {
        public static ResourceList Instance { get; } = new();
    }

    /// <summary>Somewhere in a resource.</summary>
    /// <param name="Inside">The path inside the resource (what entries and closed folders name).</param>
    /// <param name="Stored">The same place for the storage: the source (with the login filled in) and the path inside that source.</param>
    /// <param name="Mount">The path inside the resource at which <paramref name="Stored"/>'s source begins: the root, or <c>/SHOWN</c>.</param>
    public sealed record InResource(Resource Resource, FtpPath Inside, StoragePlace Stored, FtpPath Mount) : Place
    {
        /// <summary><c>/RESOURCE/…</c>, as <c>rights explain</c> and the log write it.</summary>
        public FtpPath CatalogPath => FtpPath.Root.Child(Resource.Name).Append(Inside);

        /// <summary>True at the top of the resource or of one of its directories: it can be neither renamed nor removed.</summary>
        public bool IsMountPoint => Stored.Path.IsRoot;

        /// <summary>Another place in the same source.</summary>
        /// <param name="stored">The path inside the source.</param>
        public InResource At(FtpPath stored) => this with { Inside = Mount.Append(stored), Stored = Stored with { Path = stored } };
    }

    /// <summary>No such resource, or none that this subject may know of.</summary>
    public sealed record Nowhere : Place
    {
        public static Nowhere Instance { get; } = new();
    }
}
