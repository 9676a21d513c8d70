using Ftp.Actors.Log;

namespace Ftp.Actors.Certificates;

public sealed partial class CertificatesActor
{
    private const string AlarmPrefix = "certificate:";

    /// <summary>How often the dates are looked at. The wall clock may be moved, so no timer is set to a moment.</summary>
    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ExpiryLoggedEvery = TimeSpan.FromDays(1);

    private readonly Dictionary<string, DateTimeOffset> _expiryLogged = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _reviewed;

    /// <summary>Publishes what can serve by now: a handshake that begins afterwards uses it.</summary>
    private void Show()
    {
        _loaded.Refresh(_state, again: false);
        Services.Certificates.Publish(new CertificateSet(_loaded.Identities) { ClientAuthorities = _authorities.Certificates });
        foreach (var gone in _watched.Keys.Where(name => _state.Find(name) is not { IsWatched: true }).ToList())
        {
            _watched.Remove(gone);
        }

        ReviewNow();
    }

    private void Review()
    {
        if (_reviewed is not { } last || (Services.Time.GetUtcNow() - last).Duration() >= ReviewEvery)
        {
            ReviewNow();
        }
    }

    /// <summary>Alarms for what somebody must mend; what ends soon stands in the log every day, at a start at once.</summary>
    private void ReviewNow()
    {
        var now = Services.Time.GetUtcNow();
        _reviewed = now;
        var concerns = Concerns.Of(Infos(), now).ToList();
        // also those of a store that failed before and recovered as this one
        foreach (var over in Services.Alarms.Current.Select(a => a.Key).Where(k => k.StartsWith(AlarmPrefix, StringComparison.Ordinal)).Except(concerns.Select(c => AlarmPrefix + c.Certificate)))
        {
            Services.Alarms.Clear(over);
        }

        foreach (var concern in concerns)
        {
            Services.Alarms.Raise(AlarmPrefix + concern.Certificate, concern.Alarm);
            LogExpiry(concern, now);
        }
    }

    private void LogExpiry(Concern concern, DateTimeOffset now)
    {
        if (concern.Expiry is null)
        {
            _expiryLogged.Remove(concern.Certificate);
        }
        else if (!_expiryLogged.TryGetValue(concern.Certificate, out var logged) || (now - logged).Duration() >= ExpiryLoggedEvery)
        {
            _expiryLogged[concern.Certificate] = now;
            Report(LogLevel.Error, "certificate.expires", concern.Expiry);
        }
    }
}
