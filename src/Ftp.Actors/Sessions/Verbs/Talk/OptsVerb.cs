using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>OPTS (RFC 2389 section 4): UTF8 ON|OFF as clients use it, MLST facts (RFC 3659 section 7.9).</summary>
public static class OptsVerb
{
    public static Step Handle(Turn turn)
    {
        var words = turn.Argument.Trim().Split(' ', 2);
        var value = words.Length == 2 ? words[1] : "";
        return words[0].ToUpperInvariant() switch
        {
            "UTF8" or "UTF-8" => Utf8(turn, value),
            "MLST" when MlsxFactList.TryParse(value, out var facts) => turn.With(turn.State with { Facts = facts }).Reply(Replies.FactsChosen(MlsxFactList.Format(facts))),
            _ => turn.Reply(Replies.UnknownOption),
        };
    }

    private static Step Utf8(Turn turn, string value) => value.ToUpperInvariant() switch
    {
        "ON" or "" => turn.With(turn.State with { Utf8 = true }).Reply(Replies.Utf8(on: true)),
        "OFF" => turn.With(turn.State with { Utf8 = false }).Reply(Replies.Utf8(on: false)),
        _ => turn.Reply(Replies.UnknownOption),
    };
}
