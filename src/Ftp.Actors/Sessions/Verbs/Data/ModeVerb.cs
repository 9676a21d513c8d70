using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>MODE (RFC 959 section 4.1.2).</summary>
public static class ModeVerb
{
    public static Step Handle(Turn turn) => turn.Reply(TransferParameters.TryParseMode(turn.Argument.Trim()) switch
    {
        ParameterResult.Ok => Replies.ModeSet,
        ParameterResult.NotImplemented => Replies.ParameterNotSupported("The only mode is S."),
        _ => Replies.BadSyntax(turn.Command!.Row.Syntax),
    });
}
