using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>HELP (RFC 959 section 4.1.3) and SITE HELP, made from the verb table.</summary>
public static class HelpVerb
{
    private const int VerbsPerLine = 8;
    private const string SitePrefix = "SITE ";

    public static Step Handle(Turn turn)
    {
        var asked = turn.Argument.Trim().ToUpperInvariant();
        if (asked.Length == 0)
        {
            var verbs = VerbTable.Rows.Where(row => row.IsImplemented && !IsSite(row) && TlsPolicy.Shows(turn, row)).Select(row => row.Name.PadRight(4)).Order(StringComparer.Ordinal);
            return turn.Reply(Replies.HelpList("These verbs are known:", verbs.Chunk(VerbsPerLine).Select(line => string.Join(' ', line).TrimEnd())));
        }

        if (asked == "SITE")
        {
            return Site(turn);
        }

        return turn.Reply(VerbTable.Find(asked) switch
        {
            { IsImplemented: true } row when TlsPolicy.Shows(turn, row) => Replies.HelpFor(row.Syntax, row.Help),
            { } => Replies.CommandNotImplemented,
            _ => Replies.UnknownCommand,
        });
    }

    public static Step Site(Turn turn) =>
        turn.Reply(Replies.HelpList("These SITE commands are known:", VerbTable.Rows.Where(IsSite).Select(row => $"{row.Syntax} - {row.Help}")));

    private static bool IsSite(VerbRow row) => row.Name.StartsWith(SitePrefix, StringComparison.Ordinal);
}
