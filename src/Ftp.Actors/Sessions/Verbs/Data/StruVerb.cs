using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>STRU (RFC 959 section 4.1.2). Records are kept as lines, which RFC 1123 section 4.1.2.13 allows where files have no records.</summary>
public static class StruVerb
{
    public static Step Handle(Turn turn) => TransferParameters.TryParseStructure(turn.Argument.Trim(), out var structure) switch
    {
        ParameterResult.Ok => turn.With(turn.State with { Parameters = turn.State.Parameters with { Structure = structure } })
            .Reply(Replies.StructureSet(structure == TransferStructure.File ? "F" : "R")),
        ParameterResult.NotImplemented => turn.Reply(Replies.ParameterNotSupported("Structures are F and R.")),
        _ => turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax)),
    };
}
