using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>FEAT (RFC 2389 section 3), made from the verb table.</summary>
public static class FeatVerb
{
    public static Step Handle(Turn turn) =>
        turn.Reply(Replies.Features(VerbTable.Features("MLST " + MlsxFactList.FormatFeature(turn.State.Facts), row => TlsPolicy.Shows(turn, row))));
}
