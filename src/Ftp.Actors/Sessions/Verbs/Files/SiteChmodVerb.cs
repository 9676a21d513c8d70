using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>SITE CHMOD mode path: rwx bits only; the owner, who is the server itself, keeps what it needs to work with the file. Guests never.</summary>
public static class SiteChmodVerb
{
    private const int AllBits = 0x1FF;
    private const int OwnerReadWrite = 0x180;

    public static Step Handle(Turn turn)
    {
        if (turn.Argument.Split(' ', 2) is not [var text, { Length: > 0 } typed] || !TryMode(text, out var mode))
        {
            return turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax));
        }

        if (!turn.TryResolve(typed, out var target))
        {
            return turn.Reply(Replies.BadPath);
        }

        if (target.Inside is not { } place || turn.IsHidden(place))
        {
            return turn.Reply(Replies.NotFound);
        }

        if (turn.Account.IsGuest || !turn.May(place, Rights.SetAttributes))
        {
            return turn.Refuse(target, Rights.SetAttributes);
        }

        var guard = turn.Guard(place, Rights.SetAttributes);
        return turn.AskStorage(target, (storage, cancel) => storage.SetModeAsync(place.Stored, mode | OwnerReadWrite, guard, cancel),
            (now, _) => now.Log(SessionLog.Changed(now, "file.attributes", target, $"mode of {target.LogPath} set to {Convert.ToString(mode | OwnerReadWrite, 8)}"))
                .Reply(Replies.AttributesSet));
    }

    /// <summary>Three octal digits, or four where the first is 0: set-uid and its kin are not to be had.</summary>
    private static bool TryMode(string text, out int mode)
    {
        mode = 0;
        if (text.Length is < 3 or > 4 || text.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            return false;
        }

        foreach (var digit in text)
        {
            mode = (mode * 8) + (digit - '0');
        }

        return mode <= AllBits;
    }
}
