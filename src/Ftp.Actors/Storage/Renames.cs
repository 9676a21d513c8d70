using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage;

internal static class Renames
{
    /// <param name="asked">The new name as the client wrote it.</param>
    public static StorageResult<FileFacts> Rename(IConfinedRoot root, Spot from, Spot to, string asked, bool overwrite)
    {
        if (!from.Entry.Ok)
            return from.Entry;
        if (to.Fault != StorageError.None)
            return to.Entry;

        var moved = from.Entry.Value;
        var name = to.Name;
        if (to.Entry.Ok && from.Stored == to.Stored && asked != to.Name)
            name = asked; // the same file under another spelling of its name: that very spelling is what is wanted
        else if (to.Entry.Ok && (!overwrite || moved.IsDirectory || to.Entry.Value.IsDirectory))
            return StorageError.AlreadyExists;

        // A directory replaces nothing, not even an empty directory that appears this moment.
        var error = from.Folder.Rename(from.Name, to.Folder, name, overwrite && !moved.IsDirectory);
        if (moved.IsDirectory)
            root.ForgetSources();
        return error switch
        {
            StorageError.None => to.Folder.Stat(name),
            StorageError.Refused => new(default, error, "a directory cannot be moved into itself"),
            _ => error,
        };
    }
}
