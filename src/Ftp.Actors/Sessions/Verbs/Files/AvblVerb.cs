using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>
/// AVBL (draft-peterson-streamlined-ftp-command-extensions-10 section 4): the bytes that can still be stored in a directory, which is the least of what its quotas and its disk
/// leave. To whom may enter it.
/// </summary>
public static class AvblVerb
{
    public static Step Handle(Turn turn)
    {
        if (!turn.TryResolve(turn.Argument, out var target))
        {
            return turn.Reply(Replies.BadPath);
        }

        if (target.Inside is not { } place)
        {
            return turn.Reply(target.Place is Place.ResourceList ? Replies.AvailableUnknown : Replies.NotFound);
        }

        if (!turn.CanEnter(place) || turn.IsHidden(place))
        {
            return turn.Refuse(target, Rights.List);
        }

        var guard = turn.GuardEntering(place);
        return turn.AskStorage(target, (storage, cancel) => storage.RoomAsync(place.Stored, guard, cancel), (now, room) => now.Reply(room.Quota switch
        {
            { Counting: true } => Replies.AvailableUnknown,
            { Files: 0 } => Replies.Available(0),
            var quota => Replies.Available(Math.Min(room.Free, quota?.Bytes ?? long.MaxValue)),
        }));
    }
}
