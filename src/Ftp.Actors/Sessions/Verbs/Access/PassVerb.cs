using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>PASS (RFC 959 section 4.1.1).</summary>
public static class PassVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.IsLoggedIn)
        {
            // Clients that know no 232 send the password all the same.
            return turn.Reply(turn.State.ByCertificate ? Replies.PasswordNotNeeded : Replies.AlreadyLoggedIn);
        }

        if (turn.State.User is not { } login)
        {
            return turn.Reply(Replies.UserFirst);
        }

        if (LoginName.IsGuest(login))
        {
            return turn.World.Settings.Guests ? Entrance.Begin(turn, AccountProfile.Guest(login), byCertificate: false) : LoginRefusals.Refuse(turn, "guests are off", "guests");
        }

        var question = new VerifyLogin(login, new Secret(turn.Argument), turn.World.Host, SessionClock.LoginEnds(turn.State, turn.World));
        return turn.Ask(new Effect.Verify(question), Judge);
    }

    private static Step Judge(Turn turn, LoginVerdict verdict) => verdict switch
    {
        LoginVerdict.Accepted accepted => Entrance.Begin(turn, accepted.Profile, byCertificate: false),
        LoginVerdict.Refused { Proven: true } refused => LoginRefusals.Refuse(turn, refused.Why, "account"),
        LoginVerdict.Refused refused => LoginRefusals.Guessed(turn, refused.Why),
        LoginVerdict.Unavailable unavailable => turn.Log(SessionLog.LoginFailed(turn, unavailable.Why, "unavailable")).End(Replies.LoginNotCheckable),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };
}
