using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>
/// Stands before every handler and is closed by default: what has no row in the table, comes at the wrong stage, has an argument that the row does not allow, or
/// lacks a right that the row names, does not pass, and neither does a name in a working directory that is gone. SITE's sub-commands pass by rows of their own.
/// </summary>
public static class CommandGate
{
    /// <summary>The command with its row, or the refusal. The turn that comes back has what the log must know of it.</summary>
    public static Turn Pass(Turn turn, FtpCommand command, out Spoken? spoken, out Reply refusal)
    {
        spoken = null;
        refusal = Replies.UnknownCommand;
        if (VerbTable.Find(command.Verb) is not { } row)
        {
            return turn;
        }

        // Login first: before it nobody learns more than that.
        if (row.Stage == VerbStage.LoggedIn && !turn.State.IsLoggedIn)
        {
            refusal = Replies.LoginFirst;
            return turn;
        }

        if (!row.IsImplemented || !TlsPolicy.Knows(turn, row))
        {
            refusal = Replies.CommandNotImplemented;
            return turn;
        }

        if (command.HasControls)
        {
            refusal = Replies.ControlCharacter;
            return turn;
        }

        var argument = command.Argument(turn.Text);
        if (row.Name == "SITE" && !TrySite(ref row, ref argument, out refusal))
        {
            return turn;
        }

        if (!Fits(row, argument, out refusal))
        {
            return turn;
        }

        if (!turn.World.RightsConfirmed && NamedPlace.Is(row, argument))
        {
            refusal = Replies.RightsNotConfirmed;
            return (turn with { Command = new Spoken(row, argument, null) }).Log(SessionLog.RightsNotConfirmed(turn, row));
        }

        if (turn.State.DirectoryGone && NamedPlace.IsRelative(row, argument))
        {
            refusal = Replies.DirectoryGone;
            return turn;
        }

        return PassRights(turn, new Spoken(row, argument, null), out spoken, out refusal);
    }

    private static Turn PassRights(Turn turn, Spoken asked, out Spoken? spoken, out Reply refusal)
    {
        spoken = asked;
        refusal = Replies.UnknownCommand;
        var row = asked.Row;
        if (row.Needs == Rights.None && row.NeedsAny == Rights.None)
        {
            return turn;
        }

        spoken = null;
        if (!turn.TryResolve(asked.Argument, out var target))
        {
            refusal = Replies.BadPath;
            return turn;
        }

        var named = turn with { Command = asked };
        if (target.Inside is { } place && turn.IsHidden(place))
        {
            refusal = Replies.NotFound;
            return turn;
        }

        var has = target.Inside is { } inside ? turn.Effective(inside) : Rights.None;
        if (!has.HasFlag(row.Needs) || (row.NeedsAny != Rights.None && (has & row.NeedsAny) == Rights.None) || target.Inside is null)
        {
            var (logged, reply) = named.Refusal(target, row.Needs | row.NeedsAny);
            refusal = reply;
            return logged;
        }

        spoken = asked with { Target = target };
        return turn;
    }

    private static bool TrySite(ref VerbRow row, ref string argument, out Reply refusal)
    {
        var words = argument.Split(' ', 2);
        refusal = Replies.UnknownSiteCommand;
        if (VerbTable.Find("SITE " + words[0].ToUpperInvariant()) is not { } site)
        {
            if (argument.Length == 0)
            {
                refusal = Replies.ArgumentMissing(row.Syntax);
            }

            return false;
        }

        row = site;
        argument = words.Length == 2 ? words[1] : "";
        return true;
    }

    private static bool Fits(VerbRow row, string argument, out Reply refusal)
    {
        refusal = row.Argument == ArgumentRule.Required ? Replies.ArgumentMissing(row.Syntax) : Replies.ArgumentForbidden(row.Syntax);
        return row.Argument switch
        {
            ArgumentRule.Required => argument.Length > 0,
            // Spaces behind a bare verb are old clients' habit.
            ArgumentRule.None => string.IsNullOrWhiteSpace(argument),
            _ => true,
        };
    }
}
