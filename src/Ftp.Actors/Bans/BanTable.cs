using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Bans;

/// <summary>
/// The bans that stand, by the running clock, and for a day those that are over: the next one is longer. One owner, no clock of its own. A flood of failures makes no ban
/// give way but by the bound on automatic ones; there the one that would end first does.
/// </summary>
internal sealed class BanTable
{
    public const int MostAutomatic = 100_000;

    /// <summary>So long after the end of its last ban a host has to be quiet, and its next ban is a first one again.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly Dictionary<NetworkKey, Standing> _standing = [];
    private readonly PriorityQueue<Standing, TimeSpan> _automaticEnds = new();
    private readonly PriorityQueue<Standing, TimeSpan> _otherEnds = new();
    private readonly Recent<NetworkKey, (int Count, TimeSpan Ended)> _former = new(MostAutomatic);

    /// <summary>How many bans of each family and length: a look-up tries no others.</summary>
    private readonly SortedDictionary<(bool IsV6, int Prefix), int> _lengths = [];
    private ImmutableArray<(bool IsV6, int Prefix)> _tried = [];
    private readonly Queue<Standing> _notKept = new();
    private int _automatic;

    /// <summary>Automatic bans that had to give way.</summary>
    public long Displaced { get; private set; }

    public int Count => _standing.Count;

    public IEnumerable<Standing> All => _standing.Values;

    /// <summary>The ban that keeps an address out; one by an administrator before an automatic one.</summary>
    public Ban? Over(IPAddress address, BanSettings settings)
    {
        if (_standing.Count == 0)
        {
            return null;
        }

        var plain = address.Unmapped();
        var isV6 = plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        Ban? automatic = null;
        foreach (var (v6, prefix) in _tried)
        {
            if (v6 != isV6 || !_standing.TryGetValue(NetworkKey.Around(plain, prefix), out var found))
            {
                continue;
            }

            if (!found.Ban.Automatic)
            {
                return found.Ban;
            }

            automatic = found.Ban;
        }

        return automatic is not null && HoldsFor(plain, settings) ? automatic : null;
    }

    /// <summary>Automatic bans hold by the settings of the moment: who is named in <c>ban.never</c> now is not kept out by one of before.</summary>
    public static bool HoldsFor(IPAddress address, BanSettings settings) => settings.Failures is not null && !settings.Never.Holds(address);

    public Standing? Find(NetworkKey network) => _standing.GetValueOrDefault(network);

    public Standing? Find(long id) => _standing.Values.FirstOrDefault(s => s.Ban.Id == id);

    /// <summary>The ban that holds all of a network.</summary>
    public Standing? Around(NetworkKey network) => _standing.Where(s => s.Key.Holds(network)).Select(s => s.Value).FirstOrDefault();

    public IEnumerable<Standing> Inside(NetworkKey network) => _standing.Where(s => network.Holds(s.Key)).Select(s => s.Value);

    /// <summary>In the place of the one of the same network.</summary>
    /// <param name="remaining">Null: without an end.</param>
    public void Add(Ban ban, TimeSpan? remaining, bool kept, TimeSpan now)
    {
        Drop(ban.Key);
        if (ban.Automatic && _automatic >= MostAutomatic)
        {
            MakeRoom();
        }

        var standing = new Standing(ban, remaining is { } rest ? now + rest : null) { Kept = kept };
        _standing.Add(ban.Key, standing);
        Tally(ban.Key, +1);
        if (!kept)
        {
            _notKept.Enqueue(standing);
        }

        if (ban.Automatic)
        {
            _automatic++;
        }

        if (standing.Ends is { } ends)
        {
            (ban.Automatic ? _automaticEnds : _otherEnds).Enqueue(standing, ends);
        }
    }

    /// <summary>Those that the journal does not have, the oldest first.</summary>
    public IEnumerable<Standing> NotKept()
    {
        while (_notKept.TryPeek(out var first) && (first.Kept || !IsStanding(first)))
        {
            _notKept.Dequeue();
        }

        return _notKept.Where(s => !s.Kept && IsStanding(s));
    }

    /// <summary>Of administrators.</summary>
    public int ByHand => _standing.Count - _automatic;

    /// <summary>As if there had never been one.</summary>
    public Ban? Lift(NetworkKey network)
    {
        _former.Remove(network);
        return Drop(network)?.Ban;
    }

    public int Forget(Func<NetworkKey, bool> which) => _former.RemoveAll(which);

    /// <summary>A ban that was over already when it was read.</summary>
    public void Remember(Ban ban, TimeSpan ended) => _former.Set(ban.Key, (ban.Count, ended));

    /// <summary>Which ban in a row the next one of this host is.</summary>
    public int NextCount(NetworkKey host, TimeSpan now) => _former.TryGet(host, out var last) && now - last.Ended < Memory ? last.Count + 1 : 1;

    /// <summary>Takes out those whose time is over.</summary>
    public void Expire(TimeSpan now)
    {
        Expire(_automaticEnds, now);
        Expire(_otherEnds, now);
    }

    private void Expire(PriorityQueue<Standing, TimeSpan> queue, TimeSpan now)
    {
        while (queue.TryPeek(out var first, out var ends) && ends <= now)
        {
            queue.Dequeue();
            if (IsStanding(first))
            {
                Drop(first.Ban.Key);
                if (first.Ban.Automatic)
                {
                    _former.Set(first.Ban.Key, (first.Ban.Count, ends));
                }
            }
        }
    }

    private void MakeRoom()
    {
        while (_automaticEnds.TryDequeue(out var first, out _))
        {
            if (IsStanding(first))
            {
                Drop(first.Ban.Key);
                Displaced++;
                return;
            }
        }
    }

    /// <summary>What was lifted or replaced stays in the queues until its time.</summary>
    private bool IsStanding(Standing standing) => _standing.TryGetValue(standing.Ban.Key, out var now) && ReferenceEquals(now, standing);

    private Standing? Drop(NetworkKey network)
    {
        if (!_standing.Remove(network, out var standing))
        {
            return null;
        }

        Tally(network, -1);
        if (standing.Ban.Automatic)
        {
            _automatic--;
        }

        return standing;
    }

    private void Tally(NetworkKey key, int by)
    {
        var length = (key.IsV6, key.Prefix);
        var count = _lengths.GetValueOrDefault(length) + by;
        var changes = count == 0 || !_lengths.ContainsKey(length);
        if (count == 0)
        {
            _lengths.Remove(length);
        }
        else
        {
            _lengths[length] = count;
        }

        if (changes)
        {
            _tried = [.. _lengths.Keys];
        }
    }

    /// <param name="Ends">By the running clock; null: never by itself.</param>
    internal sealed class Standing(Ban ban, TimeSpan? ends)
    {
        public Ban Ban => ban;

        public TimeSpan? Ends => ends;

        /// <summary>The journal has it.</summary>
        public bool Kept { get; set; }
    }
}
