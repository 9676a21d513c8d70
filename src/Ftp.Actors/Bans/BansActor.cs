using System.Globalization;
using System.Net;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Bans;

/// <summary>
/// Keeps the bans. Those of administrators hold once the journal has them; automatic ones hold already when they come here, and are kept at a bounded rate, because each is an
/// event for ever and an attacker with a /48 can bring one about 65,536 times.
/// </summary>
public sealed class BansActor : EntityActor, IWithTimers
{
    public const string Id = "bans";

    /// <summary>Automatic bans that are kept in a second; the rest waits, in memory.</summary>
    internal const int MostPerSecond = 5;

    private const int Backlog = 50;
    private const string Alarm = "bans";

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _pause;
    private BansState _state = BansState.Empty;
    private long _displaced;
    private bool _floodTold;

    public BansActor(NodeServices services, TimeSpan pause)
        : base(services) => _pause = pause;

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!;

    private LoginGuard Guard => Services.LoginGuard;

    /// <summary>The bans with their supervisor: takes <see cref="BanCommand"/>s and <see cref="BanQueries.List"/>.</summary>
    public static Props Props(NodeServices services) => Props(services, Wait, TimeSpan.FromSeconds(1));

    internal static Props Props(NodeServices services, TimeSpan wait, TimeSpan pause)
    {
        var entity = new SupervisedEntity(
            Akka.Actor.Props.Create(() => new BansActor(services, pause)),
            message => message is BanCommand or BanQueries.List ? wait : null,
            (message, why) => message is BanCommand ? new BanAnswer.Refused(RefusalKind.Unavailable, why) : new Status.Failure(new TimeoutException(why)),
            wait);
        return Akka.Actor.Props.Create(() => new EntitySupervisor(entity, services.Time));
    }

    protected override object Snapshot() => BansSnapshot.Of(_state);

    protected override void Restore(object snapshot) =>
        _state = snapshot is BansSnapshot stored ? stored.ToState() : throw new InvalidDataException($"{snapshot.GetType().Name} is no snapshot of the bans");

    protected override void Apply(IPersisted happened) => _state = _state.Apply(happened);

    protected override void Recovered()
    {
        foreach (var ban in Guard.Restore([.. _state.Bans.Values], _state.LastId))
        {
            Context.System.EventStream.Publish(new BanInForce(ban));
        }

        ShowTrouble();
        Timers.StartPeriodicTimer(nameof(Keep), Keep.Instance, _pause);
    }

    protected override void Handle(Request request)
    {
        switch (request.Message)
        {
            case BanQueries.List:
                Reply(request.Id, Guard.List());
                break;
            case BanCommand command when _state.Answered.Find(command.CommandId) is not null:
                Reply(request.Id, new BanAnswer.Done(command is BanCommands.Add again ? _state.Bans.GetValueOrDefault(again.Network) : null, Changed: true, 0));
                break;
            case BanCommand command when AnsweredBefore(command.CommandId, out var answer):
                Reply(request.Id, answer);
                break;
            case BanCommands.Add add:
                Add(request.Id, add);
                break;
            case BanCommands.Remove remove:
                Remove(request.Id, remove);
                break;
            default:
                Unhandled(request.Message);
                break;
        }
    }

    protected override void HandleOwn(object message)
    {
        if (message is not Keep)
        {
            base.HandleOwn(message);
            return;
        }

        Guard.Flush();
        var waiting = Guard.NotKept(Backlog + 1);
        Tell(waiting.Length);
        foreach (var ban in waiting.Take(MostPerSecond))
        {
            Store(BanRules.Event(ban), () => Guard.Kept(ban));
        }
    }

    /// <summary>Once for each flood.</summary>
    private void Tell(int waiting)
    {
        if (waiting > Backlog && !_floodTold)
        {
            _floodTold = true;
            Report("ban.flood", $"more than {Backlog} bans for guessing wait to be kept, {MostPerSecond} a second are: a restart forgets those that wait");
        }

        _floodTold &= waiting > 0;
        var displaced = Guard.Figures().Displaced;
        if (displaced > _displaced)
        {
            Report("ban.displaced", string.Create(CultureInfo.InvariantCulture, $"{displaced - _displaced} bans for guessing ended early: more than {BanTable.MostAutomatic} stood at a time"));
            _displaced = displaced;
        }
    }

    private void Report(string name, string text) => Services.Log.Write(new LogEntry(Services.Time.GetUtcNow(), LogLevel.Error, name, text));

    private void Add(long id, BanCommands.Add add)
    {
        var there = Guard.Find(add.Network)?.Ban;
        if (BanRules.Refusal(add, there is null, Guard.Figures().ByHand) is { } refused)
        {
            ReplyWithoutEvent(id, add.CommandId, refused);
            return;
        }

        if (BanRules.IsSo(add, there))
        {
            ReplyWithoutEvent(id, add.CommandId, new BanAnswer.Done(there, Changed: false, 0));
            return;
        }

        var happened = BanRules.Event(add, Guard.NextId(), Services.Time.GetUtcNow());
        Store(happened, () =>
        {
            var ban = _state.Bans[happened.Network];
            Guard.Add(ban);
            Context.System.EventStream.Publish(new BanInForce(ban));
            Services.Log.Write(BanEventText.Added(ban, ban.Since, _state.Revision));
            ShowTrouble();
            Reply(id, new BanAnswer.Done(ban, Changed: true, 0));
        });
    }

    private void Remove(long id, BanCommands.Remove remove)
    {
        var there = remove.Network is { } named ? Guard.Find(named) : Guard.Find(remove.Id ?? 0);
        if (there is null && (remove.Network is not { } network || IsNear(network) || Guard.Lift(network) is not { Forgotten: > 0 }))
        {
            ReplyWithoutEvent(id, remove.CommandId, new BanAnswer.Refused(RefusalKind.NotFound, WhyNone(remove)));
            return;
        }

        if (there is null || !_state.Bans.ContainsKey(there.Ban.Network))
        {
            Lifted(id, remove, there?.Ban, revision: null);
            return;
        }

        Store(BanRules.Event(remove, there.Ban.Network, Services.Time.GetUtcNow()), () => Lifted(id, remove, there.Ban, _state.Revision));
    }

    private void Lifted(long id, BanCommands.Remove remove, Ban? ban, long? revision)
    {
        var forgotten = 1;
        if (ban is not null)
        {
            forgotten = Guard.Lift(ban.Network).Forgotten;
            Services.Log.Write(BanEventText.Lifted(ban, remove.Origin, Services.Time.GetUtcNow(), revision));
            ShowTrouble();
        }

        Reply(id, new BanAnswer.Done(ban, Changed: true, forgotten));
    }

    /// <summary>To forget failures there, and to say that it is served, would be wrong.</summary>
    private bool IsNear(IPNetwork network) => Guard.Near(network) is not (null, 0);

    private string WhyNone(BanCommands.Remove remove)
    {
        if (remove.Network is not { } network)
        {
            return $"there is no ban {remove.Id}; `bans list` shows those there are";
        }

        var (wider, narrower) = Guard.Near(network);
        return wider is { Ban: var over } ? $"{network} has no ban of its own; it lies within {over.Network}, which is banned (ban {over.Id})"
            : narrower > 0 ? string.Create(CultureInfo.InvariantCulture, $"{network} has no ban of its own, but {narrower} {(narrower == 1 ? "network" : "networks")} within it: `bans list` shows them")
            : $"{network} is not banned, and nothing is known of failed logins from there";
    }

    private void ShowTrouble()
    {
        var unreadable = _state.Bans.Values.Where(b => b.Unreadable).Select(b => b.Network.ToString()).Order(StringComparer.Ordinal).ToList();
        if (unreadable.Count == 0 && _state.Trouble is null)
        {
            Services.Alarms.Clear(Alarm);
            return;
        }

        var networks = unreadable.Count == 0 ? "" : $"{string.Join(", ", unreadable.Take(10))} {(unreadable.Count > 10 ? "and more " : "")}banned until `bans remove`";
        Services.Alarms.Raise(Alarm, $"events of bans cannot be read: {string.Join("; ", new[] { networks, _state.Trouble ?? "" }.Where(t => t.Length > 0))}");
    }

    private sealed class Keep : INotInfluenceReceiveTimeout
    {
        public static Keep Instance { get; } = new();
    }
}
