using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>A path that a client named, and what it stood for at that moment.</summary>
/// <param name="Path">As the client sees it.</param>
public sealed record Target(FtpPath Path, Place Place)
{
    /// <summary>Null for the made-up "/" and for what is nowhere.</summary>
    public Place.InResource? Inside => Place as Place.InResource;

    /// <summary>As the log writes it.</summary>
    public FtpPath LogPath => Inside?.CatalogPath ?? Path;
}
