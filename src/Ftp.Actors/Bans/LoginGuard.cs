using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Bans;

/// <summary>
/// What stands against guessing passwords on this node: every session asks it directly, so a ban holds from the failure that brought it, whatever the journal does. It is kept
/// later, by <see cref="BansActor"/>, or not at all. Durations go by the running clock: setting the machine's clock ends no ban. Thread-safe.
/// </summary>
public sealed class LoginGuard(Published<ServerSettings> settings, ILogSink log, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly BanBook _book = new();
    private readonly long _begin = time.GetTimestamp();
    private readonly BoundedLog _added = new(log, time, "ban.added", "hosts were banned");
    private readonly BoundedLog _slowed = new(log, time, "login.slowed", "tries to log in were slowed down");

    /// <summary>How many networks are banned.</summary>
    public int Count => Within(b => b.Table.Count);

    private BanSettings Rules => settings.Current.Ban;

    private Moment Now => new(time.GetElapsedTime(_begin), time.GetUtcNow());

    /// <summary>The ban that keeps an address out; null: none.</summary>
    public Ban? Over(IPAddress address) => Within(b => b.Table.Over(address, Rules));

    /// <summary>Before a password is checked.</summary>
    /// <returns>How long it waits for its turn; null: too many tries wait already.</returns>
    public TimeSpan? Approach(IPAddress address, string login)
    {
        var wait = Within(b => b.Approach(Now.Running, address, login, Rules));
        if (wait != TimeSpan.Zero)
        {
            Slowed(address, login, wait is { } moment ? $"waits {Seconds(moment)} before it is checked" : "is not checked: too many wait already", "host");
        }

        return wait;
    }

    /// <summary>A password was wrong, or nobody has this login. What is refused for another reason is no failure.</summary>
    public FailureVerdict Failed(IPAddress address, string login)
    {
        var verdict = Within(b => b.Failed(Now, address, login, Rules));
        if (verdict is { IsNew: true, Ban: { } ban })
        {
            _added.Write(now => BanEventText.Added(ban, now, revision: null));
        }
        else if (verdict.Delay > TimeSpan.Zero)
        {
            Slowed(address, login, $"was wrong, and is answered after {Seconds(verdict.Delay)}: many hosts fail at this login", "login");
        }

        return verdict;
    }

    /// <summary>A named account logged in.</summary>
    public void Good(IPAddress address, string login) => Within(b =>
    {
        b.Good(Now.Running, address, login);
        return true;
    });

    internal long NextId() => Within(b => ++b.LastId);

    internal void Add(Ban ban) => Within(b =>
    {
        b.Table.Add(ban, ban.Length, kept: true, Now.Running);
        return true;
    });

    /// <summary>Also forgets the failures of its hosts.</summary>
    /// <returns>The ban, and of how much else something was known.</returns>
    internal (Ban? Ban, int Forgotten) Lift(IPNetwork network) => Within(b =>
    {
        var key = NetworkKey.Of(network);
        var ban = b.Table.Lift(key);
        return (ban, b.Forget(key));
    });

    internal BanLine? Find(IPNetwork network) => Within(b => Line(b.Table.Find(NetworkKey.Of(network))));

    internal BanLine? Find(long id) => Within(b => Line(b.Table.Find(id)));

    /// <summary>A wider ban that holds all of a network, and how many narrower ones lie within it.</summary>
    internal (BanLine? Wider, int Narrower) Near(IPNetwork network) => Within(b =>
    {
        var key = NetworkKey.Of(network);
        return (Line(b.Table.Around(key)), b.Table.Inside(key).Count());
    });

    internal BanList List() => Within(b => new BanList(
        [.. b.Table.All.Select(s => Line(s)!).OrderBy(l => l.Ban.Id)],
        [.. b.Slowed(Now.Running, Rules).OrderBy(s => s.Host, StringComparer.Ordinal).ThenBy(s => s.Login, StringComparer.Ordinal)])
    {
        Displaced = b.Table.Displaced,
    });

    /// <summary>Automatic bans that the journal does not have yet, the oldest first.</summary>
    internal ImmutableArray<Ban> NotKept(int most) => Within(b => b.Table.NotKept().Take(most).Select(s => s.Ban).ToImmutableArray());

    /// <summary>How many bans of administrators stand, and how many automatic ones had to give way since the start.</summary>
    internal (int ByHand, long Displaced) Figures() => Within(b => (b.Table.ByHand, b.Table.Displaced));

    internal void Kept(Ban ban) => Within(b => b.Table.Find(ban.Key) is { } standing && standing.Ban.Id == ban.Id && (standing.Kept = true));

    /// <summary>
    /// What the journal has: bans whose time is not over hold for what is left of it, never for longer than they were meant to, should the clock have been set back. A ban that was
    /// thought to be kept and is not there was lifted.
    /// </summary>
    /// <returns>Those that hold and did not before.</returns>
    internal ImmutableArray<Ban> Restore(IReadOnlyCollection<Ban> bans, long lastId) => Within(b =>
    {
        var (running, wall) = Now;
        b.LastId = Math.Max(b.LastId, lastId);
        b.Table.Expire(running);
        var ids = bans.Select(ban => ban.Id).ToHashSet();
        foreach (var gone in b.Table.All.Where(s => s.Kept && !ids.Contains(s.Ban.Id)).ToList())
        {
            b.Table.Lift(gone.Ban.Key);
        }

        var added = ImmutableArray.CreateBuilder<Ban>();
        foreach (var ban in bans.Where(ban => b.Table.Find(ban.Key) is not { } there || there.Ban.Id < ban.Id))
        {
            var rest = ban.Until - wall;
            if (rest <= TimeSpan.Zero)
            {
                if (ban.Automatic && rest + BanTable.Memory > TimeSpan.Zero)
                {
                    b.Table.Remember(ban, running + rest.Value);
                }

                continue;
            }

            b.Table.Add(ban, rest < ban.Length ? rest : ban.Length, kept: true, running);
            added.Add(ban);
        }

        return added.ToImmutable();
    });

    /// <summary>Writes what the log was spared.</summary>
    internal void Flush()
    {
        _added.Flush();
        _slowed.Flush();
    }

    private BanLine? Line(BanTable.Standing? standing)
    {
        if (standing is null)
        {
            return null;
        }

        var now = Now;
        var left = standing.Ends - now.Running;
        return new BanLine(
            standing.Ban, left, !standing.Ban.Automatic || BanTable.HoldsFor(standing.Ban.Network.BaseAddress, Rules), standing.Kept, now.Wall + left);
    }

    private void Slowed(IPAddress address, string login, string what, string rule)
    {
        var host = address.Unmapped().ToString();
        _slowed.Write(now => new LogEntry(now, LogLevel.Error, "login.slowed", $"login as {login} from {host} {what}")
        {
            Login = login,
            Host = host,
            Fields = ImmutableDictionary<string, string>.Empty.Add("rule", "slowed").Add("rule-id", rule),
        });
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private T Within<T>(Func<BanBook, T> what)
    {
        lock (_lock)
        {
            _book.Table.Expire(time.GetElapsedTime(_begin));
            return what(_book);
        }
    }
}
