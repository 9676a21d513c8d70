using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>APPE (RFC 959 section 4.1.3). A REST before it means nothing: the end of the file is where it begins.</summary>
public static class AppeVerb
{
    public static Step Handle(Turn turn) => Storing.Begin(turn, turn.Target, StoreKind.Append);
}
