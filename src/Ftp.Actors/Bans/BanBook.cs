using System.Net;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Bans;

/// <summary>What a wrong password brings.</summary>
/// <param name="Delay">Before it is answered.</param>
/// <param name="Ban">Keeps its host out from now on; null: none does.</param>
/// <param name="IsNew">This failure has brought the ban.</param>
public sealed record FailureVerdict(TimeSpan Delay, Ban? Ban, bool IsNew = false)
{
    public static FailureVerdict Nothing { get; } = new(TimeSpan.Zero, null);
}

/// <param name="Failures">Wrong passwords in a row, without a pause of <c>ban.window</c>.</param>
/// <param name="Wait">Until the next try is checked.</param>
public sealed record SlowedLogin(string Host, string Login, int Failures, TimeSpan Wait);

/// <summary>
/// Who failed to log in, from where, how often, and what follows. One owner, no lock, no clock: every moment is told. What it knows of hosts is bounded; the host that was longest
/// quiet is forgotten first, and no ban is forgotten for it.
/// </summary>
internal sealed class BanBook
{
    public const int MostHosts = 100_000;
    public const int MostPairs = 10_000;
    public const int MostLogins = 10_000;

    /// <summary>So long after a good login of a named account its host is slowed down and not banned: there are people there who know a password.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromHours(1);

    private readonly Recent<NetworkKey, Queue<TimeSpan>> _failures = new(MostHosts);
    private readonly Recent<NetworkKey, TimeSpan> _goodHosts = new(MostHosts);
    private readonly Recent<(NetworkKey Host, string Login), TimeSpan> _good = new(MostHosts);
    private readonly Recent<(NetworkKey Host, string Login), SlowedPair> _pairs = new(MostPairs);
    private readonly Recent<string, Pressure> _logins = new(MostLogins);

    public BanTable Table { get; } = new();

    /// <summary>Of the last ban.</summary>
    public long LastId { get; set; }

    /// <summary>Before a password is checked.</summary>
    /// <returns>How long it has to wait for its turn; null: it is not taken.</returns>
    public TimeSpan? Approach(TimeSpan now, IPAddress address, string login, BanSettings settings)
    {
        var host = NetworkKey.OfHost(address);
        return settings.Failures is not null && _pairs.TryGet((host, Of(login)), out var pair) && pair.IsSlowed(now, settings.Window) && IsExcepted(now, host, address, settings)
            ? pair.Take(now)
            : TimeSpan.Zero;
    }

    /// <summary>A password was wrong, or nobody has this login.</summary>
    public FailureVerdict Failed(Moment at, IPAddress address, string login, BanSettings settings)
    {
        if (settings.Failures is not { } most)
        {
            return FailureVerdict.Nothing;
        }

        var now = at.Running;
        Table.Expire(now);
        if (Table.Over(address, settings) is { } standing)
        {
            return new FailureVerdict(TimeSpan.Zero, standing);
        }

        var host = NetworkKey.OfHost(address);
        var pair = (Host: host, Login: Of(login));
        var pressure = Touch(_logins, pair.Login).Note(now, settings.Window);
        var delay = IsRecent(_good, pair, now) ? TimeSpan.Zero : Pace.UnderPressure(pressure, most);
        var failures = Touch(_failures, host);
        failures.Enqueue(now);
        while (failures.Count > most || now - failures.Peek() > settings.Window)
        {
            failures.Dequeue();
        }

        if (IsExcepted(now, host, address, settings))
        {
            Touch(_pairs, pair).Failed(now, settings.Window);
            return new FailureVerdict(delay, null);
        }

        return failures.Count < most ? new FailureVerdict(delay, null) : new FailureVerdict(TimeSpan.Zero, BanHost(at, host, settings, most), IsNew: true);
    }

    /// <summary>A named account logged in. Guests prove nothing: anybody could be one to be let off.</summary>
    public void Good(TimeSpan now, IPAddress address, string login)
    {
        var pair = (NetworkKey.OfHost(address), Of(login));
        _goodHosts.Set(pair.Item1, now);
        _good.Set(pair, now);
        _pairs.Remove(pair);
    }

    /// <summary>Forgets what the hosts of a network did.</summary>
    /// <returns>How many hosts and logins of hosts something was known of.</returns>
    public int Forget(NetworkKey network) =>
        _failures.RemoveAll(network.Holds) + _pairs.RemoveAll(p => network.Holds(p.Host)) + Table.Forget(network.Holds);

    public IEnumerable<SlowedLogin> Slowed(TimeSpan now, BanSettings settings) => settings.Failures is null ? [] :
        from pair in _pairs.All
        where pair.Value.IsSlowed(now, settings.Window)
        let wait = pair.Value.Next - now
        select new SlowedLogin(pair.Key.Host.ToNetwork().ToString(), pair.Key.Login, pair.Value.Failures, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);

    private Ban BanHost(Moment at, NetworkKey host, BanSettings settings, int most)
    {
        var count = Table.NextCount(host, at.Running);
        var length = Length(settings, count);
        var ban = new Ban(++LastId, host.ToNetwork(), at.Wall, length, $"{most} failed logins within {SettingValues.Duration(settings.Window)}", Automatic: true, count, "server");
        Table.Add(ban, length, kept: false, at.Running);
        _failures.Remove(host);
        return ban;
    }

    private static TimeSpan Length(BanSettings settings, int count)
    {
        var seconds = settings.Time.TotalSeconds * Math.Pow(2, Math.Min(count - 1, 60));
        return seconds < settings.Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : settings.Longest;
    }

    private bool IsExcepted(TimeSpan now, NetworkKey host, IPAddress address, BanSettings settings) => settings.Never.Holds(address) || IsRecent(_goodHosts, host, now);

    private static bool IsRecent<TKey>(Recent<TKey, TimeSpan> good, TKey key, TimeSpan now)
        where TKey : notnull => good.TryGet(key, out var last) && now - last < GoodFor;

    private static TValue Touch<TKey, TValue>(Recent<TKey, TValue> table, TKey key)
        where TKey : notnull
        where TValue : new()
    {
        var value = table.TryGet(key, out var known) ? known : new TValue();
        table.Set(key, value);
        return value;
    }

    /// <summary>Accounts whose logins differ only by case cannot both be there.</summary>
    private static string Of(string login) => login.ToLowerInvariant();
}
