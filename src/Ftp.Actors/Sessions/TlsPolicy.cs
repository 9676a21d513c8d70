using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Sessions;

/// <summary>What the settings ask of TLS, and what an account has of its own: its word wins.</summary>
public static class TlsPolicy
{
    /// <summary>Where FTPS is not offered its verbs do not exist. A session that has TLS keeps them.</summary>
    public static bool Knows(Turn turn, VerbRow row) => !row.OfTls || turn.World.TlsOffered || turn.State.Tls is not null;

    /// <summary>FEAT and HELP show what works; RFC 4217 section 6 has them shown under TLS too.</summary>
    public static bool Shows(Turn turn, VerbRow row) => Knows(turn, row) && (row.Name != "CCC" || MayClear(turn));

    /// <summary>CCC: on the implicit port TLS never ends.</summary>
    public static bool MayClear(Turn turn) => turn.World.Settings.ClearCommandChannel && !turn.World.ImplicitTls;

    /// <summary>By the settings alone, as far as it is known before the password (RFC 4217 section 10).</summary>
    public static bool RefusesClearLogin(Turn turn, string login) => turn.State.Tls is null && turn.World.Settings.RequireTls switch
    {
        RequireTls.Always => true,
        RequireTls.Remote => !turn.World.Settings.LocalNetworks.Holds(turn.World.Peer.Address),
        RequireTls.Logins => !LoginName.IsGuest(login),
        _ => false,
    };

    public static bool RefusesClearLogin(Turn turn, AccountProfile account) =>
        turn.State.Tls is null && (account.Tls.Require ?? RefusesClearLogin(turn, account.Login));

    /// <summary>require-tls-data means that no data go in clear at all: neither of guests nor of sessions that have no TLS otherwise.</summary>
    public static bool NeedsProtectedData(Turn turn) => turn.State.Account?.Tls.RequireData ?? turn.World.Settings.RequireTlsData;

    public static bool RefusesClearData(Turn turn) => !turn.State.DataProtected && NeedsProtectedData(turn);

    public static Step RefuseClearData(Turn turn) => turn.Log(SessionLog.TlsRefused(turn, "data connections need TLS here")).Reply(Replies.DataNeedsTls);
}
