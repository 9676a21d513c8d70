using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Uploads;

/// <param name="Partial">Its name while it is written.</param>
/// <param name="MayReplace">An existing file of the target's name.</param>
/// <param name="Keep">Name under which an interrupted one waits to be continued; null to remove it.</param>
/// <param name="Basis">The file that this is a clone of, locked: only that very file may be replaced.</param>
internal sealed record HiddenPlan(string Target, string Partial, bool MayReplace, string? Keep, SafeFileHandle? Basis = null);

/// <summary>Written under a hidden name in the target's directory; fsync, rename, fsync of the directory make it visible, whole.</summary>
internal sealed class HiddenUpload(UploadContext context, Node folder, SafeFileHandle file, long startOffset, HiddenPlan plan, long? cut = null)
    : Upload(context, folder, file, startOffset, cut)
{
    /// <summary>STOU's name was free when the upload began; who took it meanwhile keeps it.</summary>
    private const int MostOtherNames = 1000;

    private string _name = plan.Target;

    public override string Name => _name;

    protected override string WrittenAs => plan.Partial;

    protected override long Shared => plan.Basis is null ? 0 : StartOffset;

    protected override StorageResult<FileFacts> Publish()
    {
        var error = PublishAs(_name);
        for (var n = 1; error == StorageError.AlreadyExists && Context.Request.Kind == StoreKind.StoreUnique && n <= MostOtherNames; n++)
        {
            _name = UniqueNames.Numbered(plan.Target, n);
            error = Context.Request.Guard(Folder.Stored.Child(_name)) ? Rename(_name, replace: false) : StorageError.Refused;
        }

        if (error == StorageError.None)
            error = Folder.Sync();
        else if (error == StorageError.AlreadyExists)
            Discard();
        else
            Interrupt();
        Release();
        return error == StorageError.None ? Context.Platform.Facts(Handle, _name) : error;
    }

    private StorageError PublishAs(string name)
    {
        var existing = Folder.OpenEntry(name);
        using var entry = existing.Value;
        var replaced = existing.Ok ? entry!.Facts() : default(StorageResult<FileFacts>?);
        if (replaced is { Ok: true } found)
        {
            if (!plan.MayReplace || (plan.Basis is not null && !IsBasis(found.Value)))
                return StorageError.AlreadyExists;
            if (found.Value.Kind == FileKind.Directory)
                return StorageError.IsADirectory;
        }

        var error = replaced is { Ok: true, Value.Kind: FileKind.File }
            ? Context.Platform.CopyAttributes(entry!, Handle)
            : Context.Platform.SetMode(Handle, Context.Request.FileMode);
        if (error == StorageError.None)
            error = Context.Platform.Sync(Handle);
        return error == StorageError.None ? Rename(name, plan.MayReplace) : error;
    }

    private StorageError Rename(string name, bool replace) => Folder.Rename(plan.Partial, Folder, name, replace);

    private bool IsBasis(FileFacts found) =>
        Context.Platform.Facts(plan.Basis!, found.Name) is { Ok: true } basis && basis.Value.Inode == found.Inode && basis.Value.Device == found.Device;

    protected override void Interrupt()
    {
        if (IsUntouched)
        {
            Release();
            return;
        }

        var length = Context.Platform.Facts(Handle, plan.Partial);
        if (plan.Keep is null || length is { Ok: true, Value.Size: 0 })
        {
            Discard();
            return;
        }

        // A mode may have been given already by a publication that failed.
        Context.Platform.SetMode(Handle, 0x180);
        Context.Platform.Sync(Handle);
        // A second upload of the same target had to take a passing name: the better-known one is its, if it is free by now.
        if (plan.Keep != plan.Partial && Folder.Rename(plan.Partial, Folder, plan.Keep, overwrite: false) != StorageError.None)
            Folder.RemoveFile(plan.Partial);
        Folder.Sync();
        Release();
    }

    protected override void Discard()
    {
        if (IsMine(plan.Partial))
            Folder.RemoveFile(plan.Partial);
        Release();
    }

    /// <summary>The lock must not outlive the end: a client that reconnects wants to continue at once.</summary>
    private void Release()
    {
        Context.Platform.Unlock(Handle);
        plan.Basis?.Dispose();
    }
}
