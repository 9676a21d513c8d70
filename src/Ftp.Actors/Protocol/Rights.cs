namespace Ftp.Actors.Protocol;

/// <summary>The ten rights an access-list entry can give. Numbers are stored in the journal: append only.</summary>
[Flags]
public enum Rights
{
    None = 0,
    List = 1 << 0,
    Download = 1 << 1,
    /// <summary>Store a file under a name that does not exist yet.</summary>
    Upload = 1 << 2,
    Overwrite = 1 << 3,
    Append = 1 << 4,
    Delete = 1 << 5,
    CreateDirectory = 1 << 6,
    RemoveDirectory = 1 << 7,
    Rename = 1 << 8,
    SetAttributes = 1 << 9,

    View = List | Download,
    Drop = Upload,
    Edit = (1 << 10) - 1,
}
