using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>
/// What STOR, STOU and APPE share. Which right is needed depends on what is there, and that can change until the file is opened: so the storage is told what each
/// right allows and decides with the file in its hand.
/// </summary>
public static class Storing
{
    public static Step Begin(Turn turn, Target target, StoreKind kind)
    {
        var (offset, announced) = (turn.State.Restart, turn.State.Announced);
        return FileTransfer.Begin(turn, target, (now, there) => Plan(now, there, kind, kind == StoreKind.Store ? offset : 0, announced));
    }

    private static FilePlan Plan(Turn turn, Target target, StoreKind kind, long offset, long? announced)
    {
        if (target.Inside is not { } place)
        {
            return FilePlan.Refuse(turn, target.Place is Place.ResourceList ? Replies.NotPermitted : Replies.NotFound);
        }

        if (place.IsMountPoint)
        {
            return FilePlan.Refuse(turn, turn.CanEnter(place) ? Replies.IsADirectory : Replies.NotFound);
        }

        if (turn.IsHidden(place))
        {
            return FilePlan.Refuse(turn, Replies.NotFound);
        }

        if (!NameFilter.Accepts(turn.Account.Rules, place.Resource.Options.Rules, place.Inside.Name))
        {
            return FilePlan.Refuse(turn.Log(SessionLog.NameRefused(turn, target)), Replies.NameRefused);
        }

        var useful = Useful(kind, offset);
        var used = turn.Effective(place) & useful;
        if (used == Rights.None)
        {
            var (logged, reply) = turn.Refusal(target, useful);
            return FilePlan.Refuse(logged, reply);
        }

        if (offset > 0 && turn.State.Parameters.Type == TransferType.Ascii)
        {
            return FilePlan.Refuse(turn, Replies.RestartNeedsBinary);
        }

        var maximum = NameFilter.MaximumSize(turn.Account.Rules, place.Resource.Options.Rules);
        return announced > maximum
            ? FilePlan.Refuse(turn, Replies.FileTooLarge(maximum.Value))
            : FilePlan.Run(turn, new TransferJob.Store(Request(turn, place, kind, used, offset, announced), maximum, announced)
            {
                AcceptUncleanEnd = AcceptsUncleanEnd(turn),
                Quotas = QuotaNeeds.Of(place.Resource, turn.Account),
            }, used);
    }

    private static bool AcceptsUncleanEnd(Turn turn) => (turn.Account.Tls.UncleanUploadEnd ?? turn.World.Settings.UncleanUploadEnd) == UncleanUploadEnd.Accept;

    private static StoreRequest Request(Turn turn, Place.InResource place, StoreKind kind, Rights used, long offset, long? announced)
    {
        var (options, defaults, rules) = (place.Resource.Options, turn.World.Storage, turn.Account.Rules);
        var guard = turn.Guard(place, stored => turn.May(stored, used) && NameFilter.Accepts(rules, options.Rules, stored.Inside.Name));
        return new StoreRequest(
            place.Stored, kind, Allowed(used), turn.State.Caller, offset, announced,
            KeepPartial: turn.State.Caller.Login is not null && defaults.KeepPartial > TimeSpan.Zero, options.Live,
            options.FileMode ?? defaults.FileMode, options.DirectoryMode ?? defaults.DirectoryMode, guard);
    }

    /// <summary>A new file, or one's own interrupted upload: upload. An existing file: overwrite where it is stored anew, append where it is continued.</summary>
    private static Rights Useful(StoreKind kind, long offset) => kind switch
    {
        StoreKind.StoreUnique => Rights.Upload,
        StoreKind.Append => Rights.Upload | Rights.Append,
        // REST below the end cuts off what lies behind it: the storage asks for overwrite as well, once it sees the file's length.
        _ => Rights.Upload | Rights.Overwrite | (offset > 0 ? Rights.Append : Rights.None),
    };

    private static StoreAllowed Allowed(Rights used) =>
        (used.HasFlag(Rights.Upload) ? StoreAllowed.Create : StoreAllowed.None)
        | (used.HasFlag(Rights.Overwrite) ? StoreAllowed.Overwrite : StoreAllowed.None)
        | (used.HasFlag(Rights.Append) ? StoreAllowed.Append : StoreAllowed.None);
}
