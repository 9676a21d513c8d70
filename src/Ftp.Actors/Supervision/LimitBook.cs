using Ftp.Actors.Sessions;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>A refusal: which limit, and what it is.</summary>
internal readonly record struct LimitRefusal(Limit Limit, long Maximum);

/// <summary>
/// Who holds which places: the exact counts behind every limit. One owner (the session supervisor), no locks, no Akka.
/// Every place belongs to a session and is given back once, however often it is released. The limits are read at each
/// decision, so they can change at any time; a lowered limit takes nothing away, it only stops admitting.
/// </summary>
internal sealed class LimitBook(Func<ServerSettings> settings, TransferSlots slots)
{
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly Dictionary<HostKey, int> _hosts = [];
    private readonly Dictionary<string, LoginPlaces> _logins = new(StringComparer.Ordinal);
    private readonly LinkedList<long> _beforeLogin = [];

    public int Sessions => _entries.Count;

    public int BeforeLogin => _beforeLogin.Count;

    public int Guests { get; private set; }

    public int Transfers => slots.InUse;

    public int FromHost(HostKey host) => _hosts.GetValueOrDefault(host);

    /// <summary>The sessions logged in under this name; guests are not among them.</summary>
    public IReadOnlyCollection<long> OfLogin(string login) => _logins.TryGetValue(login, out var places) ? places.Sessions : [];

    /// <summary>The sessions of each named login.</summary>
    public IEnumerable<(string Login, IReadOnlyCollection<long> Sessions)> ByLogin => _logins.Select(l => (l.Key, (IReadOnlyCollection<long>)l.Value.Sessions));

    public bool IsLoggedIn(long session) => _entries.TryGetValue(session, out var entry) && entry.IsLoggedIn;

    /// <summary>The session that has stood longest without a login, where there are more such sessions than may be.</summary>
    public long? OldestBeforeLoginOverCap =>
        _beforeLogin.Count > settings().MaximumSessionsBeforeLogin ? _beforeLogin.First!.Value : null;

    /// <summary>Takes a place for a new connection. Null: admitted; it is before login now, and the caller asks <see cref="OldestBeforeLoginOverCap"/>.</summary>
    public LimitRefusal? AdmitSession(long session, HostKey host)
    {
        var now = settings();
        if (_entries.Count >= now.MaximumSessions)
        {
            return new LimitRefusal(Limit.MaximumSessions, now.MaximumSessions);
        }

        if (now.MaximumConnectionsPerHost is { } most && FromHost(host) >= most)
        {
            return new LimitRefusal(Limit.MaximumConnectionsPerHost, most);
        }

        _entries.Add(session, new Entry { Host = host, BeforeLogin = _beforeLogin.AddLast(session) });
        _hosts[host] = FromHost(host) + 1;
        return null;
    }

    /// <summary>Takes a place among the sessions of a login, or among the guests. A place under another name is given back first.</summary>
    /// <param name="maximum">The account's own limit; null: the settings'.</param>
    public LimitRefusal? AdmitLogin(long session, string login, bool isGuest, int? maximum)
    {
        if (!_entries.TryGetValue(session, out var entry) || entry.Evicted)
        {
            return Gone;
        }

        if (entry.IsLoggedIn)
        {
            if (entry.IsGuest == isGuest && (isGuest || string.Equals(entry.Login, login, StringComparison.Ordinal)))
            {
                return null;
            }

            ReleaseLogin(session);
        }

        var places = isGuest ? null : PlacesOf(login, maximum);
        var (limit, inUse, most) = places is null
            ? (Limit.MaximumGuests, Guests, settings().MaximumGuests)
            : (Limit.MaximumConnectionsPerLogin, places.Sessions.Count, maximum ?? settings().MaximumConnectionsPerLogin);
        if (inUse >= most)
        {
            ForgetIfUnused(login, places);
            return new LimitRefusal(limit, most.Value);
        }

        _beforeLogin.Remove(entry.BeforeLogin!);
        entry.BeforeLogin = null;
        if (places is null)
        {
            entry.IsGuest = true;
            Guests++;
            return null;
        }

        entry.Login = login;
        places.Sessions.Add(session);
        return null;
    }

    /// <summary>Takes a transfer slot for a session whose turn it is; a session has one at most.</summary>
    public LimitRefusal? AdmitTransfer(long session)
    {
        if (!_entries.ContainsKey(session))
        {
            return Gone;
        }

        return slots.TryTakeForWaiter(session) ? null : new LimitRefusal(Limit.MaximumConnections, slots.Maximum);
    }

    public bool HoldsTransfer(long session) => slots.IsHolder(session);

    /// <returns>True where a slot was given back by this call.</returns>
    public bool ReleaseTransfer(long session) => slots.Release(session, out _);

    /// <summary>The session stays and is before login again, as the newest of them.</summary>
    /// <returns>True where a place was given back by this call.</returns>
    public bool ReleaseLogin(long session)
    {
        if (!_entries.TryGetValue(session, out var entry) || !entry.IsLoggedIn)
        {
            return false;
        }

        GiveBackLogin(session, entry);
        entry.BeforeLogin = _beforeLogin.AddLast(session);
        return true;
    }

    /// <summary>Gives back everything that the session holds.</summary>
    /// <returns>True where a place was given back by this call.</returns>
    public bool ReleaseSession(long session)
    {
        ReleaseTransfer(session);
        if (!_entries.Remove(session, out var entry))
        {
            return false;
        }

        if (entry.IsLoggedIn)
        {
            GiveBackLogin(session, entry);
        }
        else if (entry.BeforeLogin is { } node)
        {
            _beforeLogin.Remove(node);
        }

        if (--System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_hosts, entry.Host) == 0)
        {
            _hosts.Remove(entry.Host);
        }

        return true;
    }

    /// <summary>
    /// A session before login is told to leave for newer ones: it stops counting among them and can no longer log in, but it is a
    /// connection of its host until it is closed.
    /// </summary>
    public void Evict(long session)
    {
        if (_entries.TryGetValue(session, out var entry) && entry.BeforeLogin is { } node)
        {
            _beforeLogin.Remove(node);
            entry.BeforeLogin = null;
            entry.Evicted = true;
        }
    }

    /// <summary>The account has another limit of its own now; nobody is sent away for it.</summary>
    public void SetOwnMaximum(string login, int? maximum)
    {
        if (_logins.TryGetValue(login, out var places))
        {
            places.OwnMaximum = maximum;
        }
    }

    /// <summary>The global limits, then the logins and hosts with the most sessions.</summary>
    public IEnumerable<LimitLine> Report(int keys)
    {
        var now = settings();
        IEnumerable<LimitLine> global =
        [
            new(LimitText.For(Limit.MaximumConnections), null, Transfers, now.MaximumConnections),
            new(LimitText.For(Limit.MaximumSessions), null, Sessions, now.MaximumSessions),
            new(LimitText.For(Limit.MaximumSessionsBeforeLogin), null, BeforeLogin, now.MaximumSessionsBeforeLogin),
            new(LimitText.For(Limit.MaximumGuests), null, Guests, now.MaximumGuests),
        ];
        var logins = _logins.Select(x => new LimitLine(
            LimitText.For(Limit.MaximumConnectionsPerLogin), x.Key, x.Value.Sessions.Count, x.Value.OwnMaximum ?? now.MaximumConnectionsPerLogin));
        var hosts = _hosts.Select(x => (x.Key, x.Value)).OrderByDescending(x => x.Value).Take(keys)
            .Select(x => new LimitLine(LimitText.For(Limit.MaximumConnectionsPerHost), x.Key.ToString(), x.Value, now.MaximumConnectionsPerHost));
        return global.Concat(logins.Concat(hosts).OrderByDescending(x => x.InUse).ThenBy(x => x.Key, StringComparer.Ordinal).Take(keys));
    }

    /// <summary>A session that has ended, or been told to, gets nothing more.</summary>
    private static LimitRefusal Gone => new(Limit.MaximumSessionsBeforeLogin, 0);

    private LoginPlaces PlacesOf(string login, int? maximum)
    {
        if (!_logins.TryGetValue(login, out var places))
        {
            _logins.Add(login, places = new LoginPlaces());
        }

        places.OwnMaximum = maximum;
        return places;
    }

    private void ForgetIfUnused(string login, LoginPlaces? places)
    {
        if (places is { Sessions.Count: 0 })
        {
            _logins.Remove(login);
        }
    }

    private void GiveBackLogin(long session, Entry entry)
    {
        if (entry.IsGuest)
        {
            entry.IsGuest = false;
            Guests--;
        }
        else if (entry.Login is { } login)
        {
            entry.Login = null;
            var places = _logins[login];
            places.Sessions.Remove(session);
            ForgetIfUnused(login, places);
        }
    }

    private sealed class LoginPlaces
    {
        public HashSet<long> Sessions { get; } = [];

        public int? OwnMaximum { get; set; }
    }

    private sealed class Entry
    {
        public required HostKey Host { get; init; }

        public LinkedListNode<long>? BeforeLogin { get; set; }

        public bool Evicted { get; set; }

        public string? Login { get; set; }

        public bool IsGuest { get; set; }

        public bool IsLoggedIn => IsGuest || Login is not null;
    }
}
