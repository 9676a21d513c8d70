using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Supervision;

/// <summary>Sessions whose network is served no longer: by a ban, by the lists of a port, of their account or of its groups.</summary>
internal sealed partial class SessionSupervisorActor
{
    private CatalogState? _fenced;

    /// <summary>Ends those that would not be let in now. An automatic ban lets stay who has logged in: somebody else may have guessed.</summary>
    private void EndUnserved(Func<SessionSeat, bool> which)
    {
        foreach (var seat in _seats.Values.Where(s => !s.IsLeaving && which(s)).ToList())
        {
            if (Gate.Look(seat.Host, seat.ImplicitTls, _services.Settings.Current, _services.LoginGuard) is { } barrier
                && (barrier.EndsLogins || !_book.IsLoggedIn(seat.Id)))
            {
                _refusals.Refused(seat.Connection.Peer, barrier, seat.Id);
                EndNow(seat, $"{RefusalDesk.NotServed}.");
            }
        }
    }

    /// <summary>Most changes of the catalogue touch no group, and most groups have no lists.</summary>
    private void EndLoginsOfGroups()
    {
        var rights = _services.Rights.Current;
        var before = _fenced;
        _fenced = rights.State;
        if (ReferenceEquals(before?.Groups, rights.State.Groups) || rights.GroupsLetLogInFromEverywhere)
        {
            return;
        }

        foreach (var (login, sessions) in _book.ByLogin.ToList())
        {
            foreach (var seat in sessions.Select(s => _seats[s]).Where(s => !s.IsLeaving).ToList())
            {
                if (rights.RefusesLoginByGroups(login, seat.Host) is { } refusal)
                {
                    EndRefused(seat, login, refusal);
                }
            }
        }
    }

    private void EndElsewhere(SessionSeat seat, AccountProfile? profile)
    {
        if (profile is not null && !seat.IsLeaving && _services.Rights.Current.RefusesLogin(profile, seat.Host) is { } refusal)
        {
            EndRefused(seat, profile.Login, refusal);
        }
    }

    private void EndRefused(SessionSeat seat, string login, LoginRefusal refusal)
    {
        if (!seat.IsLeaving)
        {
            _refusals.Refused(seat, login, refusal, _services.Rights.Current.Revision);
            EndNow(seat, $"{RefusalDesk.NotServed}.");
        }
    }
}
