namespace Ftp.Actors.Catalog;

/// <summary>Bounds of the catalogue: it is one value in memory on every node, and an event stays far below 64 KiB, but for one that brings a big resource or group back.</summary>
public static class CatalogLimits
{
    public const int Resources = 10_000;
    public const int DirectoriesPerResource = 1_000;
    public const int EntriesPerResource = 10_000;
    public const int ClosedPerResource = 1_000;
    public const int Groups = 10_000;
    public const int MembersPerGroup = 100_000;
    /// <summary>Patterns of one kind in a file rule.</summary>
    public const int Patterns = 100;
    /// <summary>UTF-8 bytes.</summary>
    public const int NameBytes = 100;
    public const int DescriptionBytes = 1_000;
    public const int ValueBytes = 8_000;
}
