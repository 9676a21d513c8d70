namespace Ftp.Actors.Catalog;

/// <summary>What the rules make of a command.</summary>
public abstract record CatalogDecision
{
    private CatalogDecision()
    {
    }

    public sealed record Change(CatalogEvent Happened) : CatalogDecision;

    /// <summary>Everything is so already.</summary>
    public sealed record Nothing : CatalogDecision
    {
        public static Nothing Instance { get; } = new();
    }

    public sealed record Refused(RefusalKind Kind, string Message) : CatalogDecision;

    public static implicit operator CatalogDecision(CatalogEvent happened) => new Change(happened);

    internal static CatalogDecision NotFound(string message) => new Refused(RefusalKind.NotFound, message);

    internal static CatalogDecision AlreadyExists(string message) => new Refused(RefusalKind.AlreadyExists, message);

    internal static CatalogDecision Invalid(string message) => new Refused(RefusalKind.Invalid, message);

    internal static CatalogDecision Conflict(string message) => new Refused(RefusalKind.Conflict, message);
}
