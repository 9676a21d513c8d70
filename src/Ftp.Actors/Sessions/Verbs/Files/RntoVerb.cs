using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>
/// RNTO (RFC 959 section 4.1.3). Rename at the source; overwrite where the target exists; in another folder also upload (files) or create-directory there; into a place
/// that other entries govern also download and delete at the source: nobody may expose by moving what he could not read. A folder has no entries below it,
/// or RNFR would have refused it, so its whole subtree has the folder's rights.
/// </summary>
public static class RntoVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.RenameFrom is not { } source)
        {
            return turn.Reply(Replies.RenameFromFirst);
        }

        turn = turn.With(turn.State with { RenameFrom = null });
        if (!turn.TryResolve(turn.Argument, out var target))
        {
            return turn.Reply(Replies.BadPath);
        }

        var from = turn.At(source.Target.Path);
        if (from.Inside is not { } old || target.Inside is not { } place || turn.IsHidden(place) || turn.IsHidden(old))
        {
            return turn.Reply(Replies.NotFound);
        }

        var needed = NeededAt(old, place, source.Kind);
        if (!turn.CanEnter(place))
        {
            return turn.Refuse(target, needed.Target);
        }

        if (!turn.May(old, needed.Source))
        {
            return turn.Refuse(from, needed.Source);
        }

        if (!turn.May(place, needed.Target))
        {
            return turn.Refuse(target, needed.Target);
        }

        return Shape(old, place) is { } refusal ? turn.Reply(refusal) : Names(turn, from, target, source.Kind, needed);
    }

    private static (Rights Source, Rights Target) NeededAt(Place.InResource from, Place.InResource to, FileKind kind)
    {
        var moved = from.CatalogPath.Parent != to.CatalogPath.Parent;
        var exposed = from.Resource.Name != to.Resource.Name || !RightsSnapshot.SameGrants(from.Resource, from.Inside, to.Inside);
        return (
            Rights.Rename | (exposed ? Rights.Download | Rights.Delete : Rights.None),
            !moved ? Rights.Rename : kind == FileKind.Directory ? Rights.CreateDirectory : Rights.Upload);
    }

    private static Reply? Shape(Place.InResource from, Place.InResource to)
    {
        if (from.Resource.Name != to.Resource.Name || from.Stored.Source != to.Stored.Source)
        {
            return Replies.CopyInstead;
        }

        // A grant may have been made since RNFR; and a folder that waits for a name that has grants would take them over.
        return from.KeptInPlace() ?? to.KeptInPlace();
    }

    private static Step Names(Turn turn, Target from, Target to, FileKind kind, (Rights Source, Rights Target) needed)
    {
        var (old, place) = (from.Inside!, to.Inside!);
        if (!NameFilter.Accepts(turn.Account.Rules, place.Resource.Options.Rules, place.Inside.Name, kind == FileKind.Directory))
        {
            return turn.Log(SessionLog.NameRefused(turn, to)).Reply(Replies.NameRefused);
        }

        var caller = turn.State.Caller;
        var overwrite = kind != FileKind.Directory && turn.May(place, Rights.Overwrite);

        // Whether the move exposes anything was judged on the paths as asked. Where one of them is stored elsewhere (another spelling, a link in the path) that
        // says nothing, so the guards, which run only then, ask for the rights of a move that does.
        const Rights exposing = Rights.Rename | Rights.Download | Rights.Delete;
        var target = needed.Target | (overwrite ? Rights.Overwrite : Rights.None);
        var fromGuard = turn.Guard(old, stored => turn.May(stored, exposing) && !RightsSnapshot.IsPinned(stored.Resource, stored.Inside));
        var toGuard = turn.Guard(place, stored => turn.May(stored, target) && turn.May(old, exposing) && !RightsSnapshot.IsPinned(stored.Resource, stored.Inside));
        return turn.AskStorage(to, (storage, cancel) => storage.RenameAsync(old.Stored, place.Stored, overwrite, caller, fromGuard, toGuard, cancel),
            (now, _) => Done(now, from, to));
    }

    /// <summary>A working directory that was moved moves along.</summary>
    private static Step Done(Turn turn, Target from, Target to)
    {
        var directory = turn.State.Directory;
        var moved = directory.IsAtOrBelow(from.Path) ? to.Path.Append(directory.Skip(from.Path.Depth)) : directory;
        return turn.With(turn.State with { Directory = moved })
            .Log(SessionLog.Changed(turn, "file.renamed", from, $"{from.LogPath} renamed to {to.LogPath}"))
            .Reply(Replies.Renamed);
    }
}
