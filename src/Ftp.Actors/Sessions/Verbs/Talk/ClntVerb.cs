using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>CLNT: for <c>sessions list</c>, cut and cleaned, because it is anybody's text.</summary>
public static class ClntVerb
{
    private const int MostLetters = 64;

    public static Step Handle(Turn turn)
    {
        var name = Reply.Clean(turn.Argument.Length > MostLetters ? turn.Argument[..MostLetters] : turn.Argument);
        return turn.With(turn.State with { Client = name }).Reply(Replies.ClientNoted);
    }
}
