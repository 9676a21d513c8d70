using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions;

/// <summary>What the subject of a turn may do where, by the rights of this moment, and the same question about the path as stored.</summary>
public static class Permission
{
    public static RightsDecision Decide(this Turn turn, Place.InResource place, Rights wanted) =>
        turn.World.Rights.Decide(turn.Subject, place.Resource, place.Inside, wanted);

    public static bool May(this Turn turn, Place.InResource place, Rights wanted) => turn.Effective(place).HasFlag(wanted);

    public static Rights Effective(this Turn turn, Place.InResource place) =>
        turn.World.Rights.Effective(turn.Subject, place.Resource, place.Inside);

    /// <summary>Any right there, or on the way to a folder with one. The made-up "/" is everybody's.</summary>
    public static bool CanEnter(this Turn turn, Place place) => place switch
    {
        Place.ResourceList => true,
        Place.InResource inside => turn.World.Rights.CanEnter(turn.Subject, inside.Resource, inside.Inside) && !turn.IsHidden(inside),
        _ => false,
    };

    /// <summary>May the subject learn whether there is a file? With the right to upload alone, what is there answers as what is not.</summary>
    public static bool MayLook(this Turn turn, Place.InResource place) => (turn.Effective(place) & Rights.View) != Rights.None;

    /// <summary>A hidden name is not found, and neither is anything below it.</summary>
    public static bool IsHidden(this Turn turn, Place.InResource place) => NameFilter.Hides(turn.Account.Rules, place.Resource.Options.Rules, place.Inside);

    /// <summary>Why a folder can be neither renamed nor removed over FTP, whoever asks: it is a mount point, or rights hang on it. Null: it can.</summary>
    public static Reply? KeptInPlace(this Place.InResource place) =>
        place.IsMountPoint ? Replies.MountPoint
        : RightsSnapshot.IsPinned(place.Resource, place.Inside) ? Replies.KeptByRights
        : null;

    /// <summary>All of <paramref name="wanted"/>, on the path as stored.</summary>
    public static StoredPathGuard Guard(this Turn turn, Place.InResource place, Rights wanted) =>
        turn.Guard(place, stored => turn.May(stored, wanted));

    /// <summary>One of <paramref name="wanted"/>, on the path as stored.</summary>
    public static StoredPathGuard GuardAny(this Turn turn, Place.InResource place, Rights wanted) =>
        turn.Guard(place, stored => (turn.Effective(stored) & wanted) != Rights.None);

    /// <summary>To look at a folder or pass through it.</summary>
    public static StoredPathGuard GuardEntering(this Turn turn, Place.InResource place) => turn.Guard(place, stored => turn.CanEnter(stored));

    /// <summary>The decision on what is stored, made as it was made on what was asked for: same subject, same revision, hidden names hidden.</summary>
    public static StoredPathGuard Guard(this Turn turn, Place.InResource place, Func<Place.InResource, bool> allowed) => stored =>
    {
        var there = place.At(stored);
        return !turn.IsHidden(there) && allowed(there);
    };

    /// <summary>
    /// The refusal for the client, and for the operator the reason. A resource or a closed folder that the subject may not enter answers as one that does not
    /// exist: else anybody, guests too, could guess the names of all of them.
    /// </summary>
    public static Step Refuse(this Turn turn, Target target, Rights missing)
    {
        var (logged, reply) = turn.Refusal(target, missing);
        return logged.Reply(reply);
    }

    public static (Turn Turn, Reply Reply) Refusal(this Turn turn, Target target, Rights missing)
    {
        var why = target.Inside is { } inside ? turn.Decide(inside, missing).Why : "outside of every resource";
        var known = target.Inside is { } place && turn.CanEnter(place);
        return (turn.Log(SessionLog.Refused(turn, target, why)), known ? Replies.NotPermitted : Replies.NotFound);
    }
}
