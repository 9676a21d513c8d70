using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>TYPE (RFC 959 section 4.1.2).</summary>
public static class TypeVerb
{
    public static Step Handle(Turn turn) => TransferParameters.TryParseType(turn.Argument.Trim(), out var type) switch
    {
        ParameterResult.Ok => turn.With(turn.State with { Parameters = turn.State.Parameters with { Type = type } })
            .Reply(Replies.TypeSet(type == TransferType.Ascii ? "A" : "I")),
        ParameterResult.NotImplemented => turn.Reply(Replies.ParameterNotSupported("Types are A, I and L 8.")),
        _ => turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax)),
    };
}
