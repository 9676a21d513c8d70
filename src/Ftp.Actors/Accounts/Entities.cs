using Akka.Actor;

namespace Ftp.Actors.Accounts;

/// <summary>
/// The account actors of this node. Everything for an account passes its parent, so the parent knows when one has nothing to do: it can be
/// stopped between two messages without losing any.
/// </summary>
/// <param name="bound">The most at a time; beyond it those longest idle are stopped.</param>
/// <param name="idle">How long an account stays after its last use: longer than a verified password is remembered.</param>
internal sealed class Entities(IActorContext context, AccountServices shared, int bound, TimeSpan idle)
{
    /// <summary>What no login can be: names that are none share one actor and take as long as others.</summary>
    private const string Nobody = "-";

    private readonly Dictionary<string, Live> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, string> _keys = [];

    /// <returns>Null where the most are busy.</returns>
    public IActorRef? For(string login)
    {
        var key = LoginName.IsValid(login) ? login.ToLowerInvariant() : Nobody;
        if (!_byKey.TryGetValue(key, out var live))
        {
            if (_byKey.Count >= bound && !MakeRoom())
            {
                return null;
            }

            var actor = context.Watch(context.ActorOf(AccountActor.Props(key, shared)));
            _keys[actor] = key;
            _byKey[key] = live = new Live(actor);
        }

        live.Outstanding++;
        live.Used = shared.Node.Time.GetTimestamp();
        return live.Actor;
    }

    /// <summary>One request of this actor is answered.</summary>
    public void Idle(IActorRef? actor)
    {
        if (actor is not null && _keys.TryGetValue(actor, out var key) && _byKey.TryGetValue(key, out var live) && live.Actor.Equals(actor))
        {
            live.Outstanding--;
        }
    }

    public void Gone(IActorRef actor)
    {
        if (_keys.Remove(actor, out var key) && _byKey.TryGetValue(key, out var live) && live.Actor.Equals(actor))
        {
            _byKey.Remove(key);
        }
    }

    /// <summary>Stops those that nobody used for long.</summary>
    public void Sweep()
    {
        foreach (var live in _byKey.Values.Where(l => l.Outstanding == 0 && shared.Node.Time.GetElapsedTime(l.Used) >= idle).ToList())
        {
            Stop(live);
        }
    }

    private bool MakeRoom()
    {
        var longest = _byKey.Values.Where(l => l.Outstanding == 0).OrderBy(l => l.Used).Take(Math.Max(1, bound / 8)).ToList();
        longest.ForEach(Stop);
        return longest.Count > 0;
    }

    private void Stop(Live live)
    {
        _byKey.Remove(_keys[live.Actor]);
        context.Stop(live.Actor);
    }

    private sealed class Live(IActorRef actor)
    {
        public IActorRef Actor { get; } = actor;
        public int Outstanding { get; set; }
        public long Used { get; set; }
    }
}
