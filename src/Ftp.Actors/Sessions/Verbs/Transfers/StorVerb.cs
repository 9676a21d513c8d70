using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>STOR (RFC 959 section 4.1.3); with REST it continues.</summary>
public static class StorVerb
{
    public static Step Handle(Turn turn) => Storing.Begin(turn, turn.Target, StoreKind.Store);
}
