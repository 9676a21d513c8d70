using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>LANG (RFC 2640 section 4.1): the language of replies. There is one, which is also what LANG alone returns to.</summary>
public static class LangVerb
{
    public static Step Handle(Turn turn) => turn.Reply(
        turn.Argument.Trim().ToUpperInvariant() is "" or "EN" ? Replies.LanguageSet : Replies.ParameterNotSupported("Replies are in English (EN) only."));
}
