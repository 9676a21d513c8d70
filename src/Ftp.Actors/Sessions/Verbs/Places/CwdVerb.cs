using System.Text;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Places;

/// <summary>CWD (RFC 959 section 4.1.1): wherever the subject has any right, or on the way there. The folder's message comes with the 250.</summary>
public static class CwdVerb
{
    private const int MostMessageBytes = 4096;
    private const int MostMessageLines = 100;

    public static Step Handle(Turn turn) =>
        turn.TryResolve(turn.Argument, out var target) ? Enter(turn, target) : turn.Reply(Replies.BadPath);

    public static Step Enter(Turn turn, Target target)
    {
        var root = turn.Account.Root;
        if (target.Place is Place.ResourceList)
        {
            return Entered(turn, target, root, []);
        }

        if (target.Inside is not { } place || turn.IsHidden(place))
        {
            return turn.Reply(Replies.NotFound);
        }

        if (!turn.CanEnter(place))
        {
            return turn.Refuse(target, Rights.List);
        }

        var guard = turn.GuardEntering(place);
        return turn.Ask(new StorageWork<FileFacts>((storage, cancel) => storage.StatAsync(place.Stored, default, guard, follow: true, cancel)), (now, found) => found switch
        {
            { Ok: true, Value.IsDirectory: true } => Message(now, target, root, place, guard),
            // A drop box: a file, and what would be below it, answer as what is not there.
            { Ok: true } or { Error: StorageError.NotADirectory } when !now.MayLook(place) => now.Fail(target, StorageError.NotFound, null),
            { Ok: true } => now.Reply(Replies.NotADirectory),
            _ => now.Fail(target, found.Error, found.Detail),
        });
    }

    private static Step Message(Turn turn, Target target, FtpPath? root, Place.InResource place, StoredPathGuard guard)
    {
        var name = turn.World.Settings.FolderMessage;
        if (!FtpPath.IsComponent(name))
        {
            return Entered(turn, target, root, []);
        }

        // In a folder that is only on the way to another nothing is granted, and its message is a file like any other.
        var file = place.Stored with { Path = place.Stored.Path.Child(name) };
        if (!turn.CanEnter(place with { Inside = place.Inside.Child(name), Stored = file }))
        {
            return Entered(turn, target, root, []);
        }

        return turn.Ask(new StorageWork<byte[]>((storage, cancel) => storage.ReadSmallAsync(file, MostMessageBytes, guard, cancel)),
            (now, read) => Entered(now, target, root, read is { Ok: true, Value: { } bytes } ? Lines(bytes) : []));
    }

    /// <param name="root">The account's root when the command was spoken: under another the path is another folder.</param>
    private static Step Entered(Turn turn, Target target, FtpPath? root, IEnumerable<string> message) => turn.Account.Root == root
        ? turn.With(turn.State with { Directory = target.Path, DirectoryGone = false }).Reply(Replies.DirectoryChanged(target.Path, message))
        : turn.Reply(Replies.DirectoryGone);

    private static IEnumerable<string> Lines(byte[] bytes) =>
        Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Where((line, i) => i < MostMessageLines && (i > 0 || line.Length > 0));
}
