using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>
/// Asks for the facts of a path: with the right to list or to download, or for a file that this session stored. With the right to upload alone an account learns
/// of its own interrupted upload, so that a client can continue it, and of nothing else: what is there answers as what is not.
/// </summary>
public static class FileQuery
{
    public static Step Ask(Turn turn, string typed, Func<Turn, Target, FileFacts, Step> then)
    {
        if (!turn.TryResolve(typed, out var target))
        {
            return turn.Reply(Replies.BadPath);
        }

        if (target.Inside is not { } place || turn.IsHidden(place))
        {
            return turn.Reply(target.Place is Place.ResourceList ? Replies.NotAPlainFile : Replies.NotFound);
        }

        var caller = turn.State.Caller;
        if (turn.MayLook(place) || turn.StoredHere(place))
        {
            var guard = turn.Guard(place, stored => turn.MayLook(stored) || turn.StoredHere(stored));
            return turn.AskStorage(target, (storage, cancel) => storage.StatAsync(place.Stored, caller, guard, follow: true, cancel), (now, facts) => then(now, target, facts));
        }

        if (!turn.May(place, Rights.Upload) || caller.Login is null)
        {
            return turn.Refuse(target, Rights.List);
        }

        var own = turn.Guard(place, Rights.Upload);
        return turn.Ask(new StorageWork<FileFacts>((storage, cancel) => storage.StatAsync(place.Stored, caller, own, follow: false, cancel)),
            (now, result) => result is { Ok: true, Value.Partial: true } ? then(now, target, result.Value) : now.Refuse(target, Rights.List));
    }

    /// <summary>This session stored it, lately.</summary>
    public static bool StoredHere(this Turn turn, Place.InResource place) => turn.State.Stored.Contains(place.CatalogPath);
}
