using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Uploads;

/// <summary>Decides by what is really there how an upload is written, and opens it.</summary>
internal sealed class UploadOpening(UploadContext context, PartialNames partials)
{
    private const int MostTries = 16;
    private const int MostUnique = 10_000;

    private StoreRequest Request => context.Request;

    private bool May(StoreAllowed what) => (Request.Allowed & what) == what;

    public StorageResult<IUpload> Open(IConfinedRoot root)
    {
        if (OwnNames.IsOwn(Request.Target.Path))
            return StorageError.Refused;

        var located = LocateTarget(root);
        if (!located.Ok)
            return new(null, located.Error, located.Detail);
        var spot = located.Value!;
        var opened = spot.Fault != StorageError.None
            ? new(null, spot.Entry.Error, spot.Entry.Detail)
            : !context.Keeper.HasRoom(spot.Folder.Free(), Request.Announced ?? 0) ? StorageError.NoSpace
            : Request.Kind == StoreKind.StoreUnique ? Unique(spot)
            : spot.IsFree ? New(spot)
            : Existing(spot);
        if (!opened.Ok)
            spot.Dispose();
        else if (opened.Value is Upload upload)
        {
            upload.Uses = Uses(spot, upload.StartOffset);
            var charged = upload.Charge(replaces: !spot.IsFree && Request.Kind != StoreKind.StoreUnique);
            if (!charged.Ok)
            {
                upload.Refuse();
                return new(null, charged.Error, charged.Detail) { Quota = charged.Quota };
            }
        }

        return opened;
    }

    private StoreAllowed Uses(Spot spot, long start) =>
        Request.Kind == StoreKind.StoreUnique || spot.IsFree ? StoreAllowed.Create
        : Request.Kind == StoreKind.Append ? StoreAllowed.Append
        : Request.Offset == 0 ? StoreAllowed.Overwrite
        : StoreAllowed.Append | (start < spot.Entry.Value.Size ? StoreAllowed.Overwrite : StoreAllowed.None);

    private StorageResult<Spot> LocateTarget(IConfinedRoot root)
    {
        var target = Request.Target;
        if (Request.Kind == StoreKind.StoreUnique && Finding.Open(root, target, directory: true, Request.Guard) is { Ok: true } directory)
        {
            directory.Value!.Dispose();
            return Finding.Locate(root, target with { Path = target.Path.Child(UniqueNames.Generate(context.Time)) }, Request.Guard);
        }

        var spot = Finding.Locate(root, target, Request.Guard);
        if (!spot.Ok || spot.Value!.Entry is not { Ok: true, Value.Kind: FileKind.Link } || Request.Kind == StoreKind.StoreUnique)
            return spot;

        // A link is written through, as every program would; what it leads to is then asked for by its own path.
        spot.Value.Dispose();
        var led = Finding.Open(root, target, directory: false, Request.Guard);
        if (!led.Ok)
            return new(null, led.Error, led.Detail);
        using var file = led.Value!;
        return Finding.Locate(root, target with { Path = file.Stored }, Request.Guard);
    }

    private StorageResult<IUpload> Existing(Spot spot)
    {
        var facts = spot.Entry.Value;
        if (facts.Kind != FileKind.File)
            return facts.IsDirectory ? StorageError.IsADirectory : StorageError.NotAFile;
        if (Request.Kind == StoreKind.Append || Request.Offset > 0)
            return Continue(spot);
        if (!May(StoreAllowed.Overwrite))
            return StorageError.Refused;
        return Request.Live ? Direct(spot, _ => 0, restore: false) : Passing(spot, mayReplace: true, keep: null);
    }

    /// <summary>
    /// Bytes added to a complete file. On a clone the old file stays whole until the end; without clones they go into the file itself. A start before
    /// the end changes what is there, so that it needs the right to overwrite as well: the rest of the old content goes.
    /// </summary>
    private StorageResult<IUpload> Continue(Spot spot)
    {
        if (!May(StoreAllowed.Append))
            return StorageError.Refused;
        var appending = Request.Kind == StoreKind.Append;
        if (!appending && Request.Offset > spot.Entry.Value.Size)
            return StorageError.BadOffset;
        if (!appending && Request.Offset < spot.Entry.Value.Size && !May(StoreAllowed.Overwrite))
            return StorageError.Refused;
        return Direct(spot, size => appending ? size : Request.Offset, restore: true);
    }

    private StorageResult<IUpload> Direct(Spot spot, Func<long, long> start, bool restore)
    {
        var opened = spot.Folder.OpenWrite(spot.Name);
        if (!opened.Ok)
            return new(null, opened.Error, opened.Detail);
        var file = opened.Value!;
        var error = context.Platform.Lock(file) == LockOutcome.Held ? StorageError.Busy : StorageError.None;
        var size = error == StorageError.None && context.Platform.Facts(file, spot.Name) is { Ok: true } facts ? facts.Value.Size : 0;
        var offset = start(size);
        if (error == StorageError.None && offset > size)
            error = StorageError.BadOffset;
        if (error == StorageError.None && restore && !Request.Live && TryClone(spot, file, offset) is { } cloned)
            return cloned;
        if (error == StorageError.None)
            return new DirectUpload(
                context, spot.Folder, file, offset, spot.Name, made: false, before: restore && offset == size ? size : null, cut: offset < size ? offset : null);
        file.Dispose();
        return error;
    }

    private HiddenUpload? TryClone(Spot spot, SafeFileHandle basis, long offset)
    {
        var name = partials.Random();
        var made = spot.Folder.Create(name);
        if (!made.Ok)
            return null;
        var clone = made.Value!;
        if (context.Platform.Lock(clone) != LockOutcome.Held && context.Platform.TryClone(basis, clone)
            && context.Platform.Truncate(clone, offset) == StorageError.None)
            return new HiddenUpload(context, spot.Folder, clone, offset, new HiddenPlan(spot.Name, name, MayReplace: true, Keep: null, basis));
        clone.Dispose();
        spot.Folder.RemoveFile(name);
        return null;
    }

    private StorageResult<IUpload> New(Spot spot)
    {
        if (!May(StoreAllowed.Create))
            return StorageError.Refused;
        if (Request.Live)
            return LiveNew(spot);
        if (Request.Caller.Login is { } login && (Request.KeepPartial || Request.Offset > 0 || Request.Kind == StoreKind.Append))
            return Kept(spot, login);
        return Request is { Kind: StoreKind.Store, Offset: > 0 } ? StorageError.BadOffset : Passing(spot, May(StoreAllowed.Overwrite), keep: null);
    }

    private StorageResult<IUpload> LiveNew(Spot spot)
    {
        if (Request is { Kind: StoreKind.Store, Offset: > 0 })
            return StorageError.BadOffset;
        var made = spot.Folder.Create(spot.Name);
        if (!made.Ok)
            return new(null, made.Error, made.Detail);
        context.Platform.SetMode(made.Value!, Request.FileMode);
        context.Platform.Lock(made.Value!);
        return new DirectUpload(context, spot.Folder, made.Value!, 0, spot.Name, made: true, before: null);
    }

    /// <summary>Under the name that login and target give: there from an earlier try, to be continued or begun anew, or made now.</summary>
    private StorageResult<IUpload> Kept(Spot spot, string login)
    {
        var earlier = Finding.KeptPartial(spot.Folder, spot.Name, Request.Caller);
        var name = earlier?.Name ?? PartialNames.Kept(login, spot.Name);
        var continues = Request.Kind == StoreKind.Append || Request.Offset > 0;
        var keep = Request.KeepPartial ? name : null;
        var mayReplace = May(StoreAllowed.Overwrite);
        if (earlier is null && Request is { Kind: StoreKind.Store, Offset: > 0 })
            return StorageError.BadOffset;

        for (var i = 0; i < MostTries; i++)
        {
            var opened = earlier is null ? spot.Folder.Create(name) : spot.Folder.OpenWrite(name);
            if (opened.Error is StorageError.AlreadyExists or StorageError.NotFound)
            {
                earlier = opened.Error == StorageError.NotFound ? null : default(FileFacts);
                continue;
            }

            if (opened.Error == StorageError.NameTooLong)
                break; // a file system with shorter names: this one is not kept
            if (!opened.Ok)
                return new(null, opened.Error, opened.Detail);

            var file = opened.Value!;
            if (!Claim(spot.Folder, name, file, out var size))
            {
                file.Dispose();
                // Its writer is another session, perhaps of a client that has gone and is not missed yet.
                return continues ? StorageError.Busy : Passing(spot, mayReplace, keep);
            }

            var offset = Request.Kind == StoreKind.Append ? size : Request.Offset;
            if (offset <= size)
                return new HiddenUpload(context, spot.Folder, file, offset, new HiddenPlan(spot.Name, name, mayReplace, keep), offset < size ? offset : null);
            context.Platform.Unlock(file);
            file.Dispose();
            return StorageError.BadOffset;
        }

        return continues && Request.Kind == StoreKind.Store ? StorageError.Busy : Passing(spot, mayReplace, keep: null);
    }

    private StorageResult<IUpload> Passing(Spot spot, bool mayReplace, string? keep)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var name = partials.Random();
            var made = spot.Folder.Create(name);
            if (!made.Ok)
                return new(null, made.Error, made.Detail);
            if (Claim(spot.Folder, name, made.Value!, out _))
                return new HiddenUpload(context, spot.Folder, made.Value!, 0, new HiddenPlan(spot.Name, name, mayReplace, keep));
            made.Value!.Dispose();
        }

        return StorageError.Busy;
    }

    private StorageResult<IUpload> Unique(Spot spot)
    {
        if (!May(StoreAllowed.Create))
            return StorageError.Refused;
        for (var n = 0; n < MostUnique; n++)
        {
            var target = UniqueNames.Numbered(spot.Name, n);
            var chosen = spot.Folder.Stored.Child(target);
            if (chosen != Request.Target.Path && !Request.Guard(chosen))
                return StorageError.Refused; // the filters accept what was asked for, but not this name
            if (spot.Folder.Stat(target).Error != StorageError.NotFound || OwnNames.IsOwn(target))
                continue;
            var name = PartialNames.ForUnique(target);
            var made = spot.Folder.Create(name);
            if (made.Error == StorageError.AlreadyExists)
                continue; // another STOU has chosen it
            if (!made.Ok)
                return new(null, made.Error, made.Detail);
            if (Claim(spot.Folder, name, made.Value!, out _))
                return new HiddenUpload(context, spot.Folder, made.Value!, 0, new HiddenPlan(target, name, MayReplace: false, Keep: null));
            made.Value!.Dispose();
        }

        return StorageError.AlreadyExists;
    }

    /// <summary>Locks it, and makes sure that nobody removed it before the lock was there.</summary>
    private bool Claim(Node folder, string name, SafeFileHandle file, out long size)
    {
        size = 0;
        if (context.Platform.Lock(file) == LockOutcome.Held || context.Platform.Facts(file, name) is not { Ok: true } own
            || folder.Stat(name) is not { Ok: true } entry || entry.Value.Inode != own.Value.Inode)
            return false;
        size = own.Value.Size;
        return true;
    }
}
