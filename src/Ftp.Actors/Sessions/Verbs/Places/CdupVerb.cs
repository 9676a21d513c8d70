namespace Ftp.Actors.Sessions.Verbs.Places;

/// <summary>CDUP (RFC 959 section 4.1.1).</summary>
public static class CdupVerb
{
    public static Step Handle(Turn turn) => CwdVerb.Enter(turn, turn.At(turn.State.Directory.Parent));
}
