using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>STOU (RFC 959 section 4.1.3): the 150 tells the name (RFC 1123 section 4.1.2.9). A name that the client gives, as many do, is where the unique one begins.</summary>
public static class StouVerb
{
    private const string DefaultName = "upload";

    public static Step Handle(Turn turn) =>
        turn.TryResolve(turn.Argument.Length == 0 ? DefaultName : turn.Argument, out var target)
            ? Storing.Begin(turn, target, StoreKind.StoreUnique)
            : turn.Reply(Replies.BadPath);
}
