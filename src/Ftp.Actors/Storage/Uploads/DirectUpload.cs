using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Uploads;

/// <summary>
/// Written under the target's own name: live publication, and continuing a complete file where the file system cannot clone. What has been written stays
/// when the upload is interrupted.
/// </summary>
/// <param name="made">The file is new.</param>
/// <param name="before">Its length before, to which a refused continuation goes back; null where the old content is gone anyway.</param>
internal sealed class DirectUpload(UploadContext context, Node folder, SafeFileHandle file, long startOffset, string name, bool made, long? before, long? cut = null)
    : Upload(context, folder, file, startOffset, cut)
{
    public override string Name => name;

    protected override string WrittenAs => name;

    protected override StorageResult<FileFacts> Publish()
    {
        var error = Context.Platform.Sync(Handle);
        if (error == StorageError.None && made)
            error = Folder.Sync();
        Context.Platform.Unlock(Handle);
        return error == StorageError.None ? Context.Platform.Facts(Handle, name) : error;
    }

    protected override void Interrupt()
    {
        Context.Platform.Sync(Handle);
        Context.Platform.Unlock(Handle);
    }

    protected override void Discard()
    {
        if (before is { } length)
            Context.Platform.Truncate(Handle, length);
        else if (!IsUntouched && IsMine(name))
            Folder.RemoveFile(name);
        Context.Platform.Unlock(Handle);
    }
}
