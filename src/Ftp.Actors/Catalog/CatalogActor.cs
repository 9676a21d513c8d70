using System.Collections.Immutable;
using Akka.Actor;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Catalog;

/// <summary>
/// Holds resources, access lists, groups and settings in one total order: its sequence number is the revision of everything. After the journal has a change
/// it publishes the new rights and settings on this node, and only then answers, so that whoever was answered finds the change in force.
/// </summary>
public sealed class CatalogActor : EntityActor, IWithTimers
{
    public const string Id = "catalog";

    /// <summary>How long a command waits for its answer before its sender hears that the outcome is unknown.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>A timer is set again at least so often: the wall clock may have been moved.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMinutes(10);

    private readonly SettingsRules _settings;
    private CatalogState _state = CatalogState.Empty;
    private ImmutableHashSet<string> _alarms = [];

    public CatalogActor(NodeServices services, SettingsRules settings)
        : base(services) => _settings = settings;

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The catalogue with its supervisor: takes <see cref="CatalogCommand"/>s and <see cref="CatalogQueries.GetState"/>, answers each within 5 s.</summary>
    public static Props Props(NodeServices services) => Props(services, SettingsRules.Table, Wait);

    internal static Props Props(NodeServices services, SettingsRules settings, TimeSpan wait)
    {
        var entity = new SupervisedEntity(
            Akka.Actor.Props.Create(() => new CatalogActor(services, settings)),
            message => message is CatalogCommand or CatalogQueries.GetState ? wait : null,
            (message, why) => message is CatalogCommand ? new CatalogAnswer.Refused(RefusalKind.Unavailable, why) : new Status.Failure(new TimeoutException(why)),
            wait);
        return Akka.Actor.Props.Create(() => new EntitySupervisor(entity, services.Time));
    }

    protected override object Snapshot() => CatalogSnapshot.Of(_state);

    protected override void Restore(object snapshot) =>
        _state = snapshot is CatalogSnapshot stored ? stored.ToState() : throw new InvalidDataException($"{snapshot.GetType().Name} is no snapshot of the catalogue");

    protected override void Apply(IPersisted happened) => _state = _state.Apply(happened);

    protected override void Recovered() => Publish(CatalogState.Empty);

    protected override void Handle(Request request)
    {
        switch (request.Message)
        {
            case CatalogQueries.GetState:
                Reply(request.Id, _state);
                break;
            case CatalogCommand command:
                Handle(request.Id, command);
                break;
            default:
                Unhandled(request.Message);
                break;
        }
    }

    private void Handle(long id, CatalogCommand command)
    {
        if (_state.Answered.Find(command.CommandId) is { } first)
        {
            Reply(id, new CatalogAnswer.Done(first.Revision, Changed: true));
            return;
        }

        if (AnsweredBefore(command.CommandId, out var answer))
        {
            Reply(id, answer);
            return;
        }

        switch (CatalogRules.Decide(_state, command, Services.Time.GetUtcNow(), _settings, Services.FileSettings))
        {
            case CatalogDecision.Change(var happened):
                var before = _state;
                Store(happened, () =>
                {
                    Publish(before);
                    Report(happened);
                    Reply(id, new CatalogAnswer.Done(_state.Revision, Changed: true));
                });
                break;
            case CatalogDecision.Refused(var kind, var message):
                // a conflict is answered by looking again: the next look may come with the same id
                ReplyWithoutEvent(id, kind == RefusalKind.Conflict ? null : command.CommandId, new CatalogAnswer.Refused(kind, message));
                break;
            default:
                ReplyWithoutEvent(id, command.CommandId, new CatalogAnswer.Done(_state.Revision, Changed: false));
                break;
        }
    }

    private void Publish(CatalogState before)
    {
        var old = Services.Settings.Current;
        var settingsChanged = !ReferenceEquals(before.Settings, _state.Settings) || before.Quarantined != _state.Quarantined || before.Revision == 0;
        var settings = old;
        if (settingsChanged)
        {
            settings = _settings.InForce(Services.FileSettings, _state, out var trouble);
            ShowTrouble(trouble);
        }

        Services.Rights.Publish(new RightsSnapshot(_state, settings.Guests));
        if (settingsChanged)
        {
            Services.Settings.Publish(settings);
            if (settings != old)
            {
                Context.System.EventStream.Publish(new SettingsChanged(old, settings));
            }
        }

        Announce();
    }

    /// <summary>Tells the node's sessions to look at their rights again: now, and again when time changes what an entry gives.</summary>
    private void Announce()
    {
        Context.System.EventStream.Publish(new CatalogChanged(_state.Revision));
        var now = Services.Time.GetUtcNow();
        if (Services.Rights.Current.NextMoment(now) is { } next)
        {
            Timers.StartSingleTimer(nameof(Moment), Moment.Instance, next - now < LongestTimer ? next - now : LongestTimer);
        }
        else
        {
            Timers.Cancel(nameof(Moment));
        }
    }

    protected override void HandleOwn(object message)
    {
        if (message is Moment)
        {
            Announce();
        }
        else
        {
            base.HandleOwn(message);
        }
    }

    /// <summary>What is denied or not in force, for the operator to mend.</summary>
    private void ShowTrouble(ImmutableDictionary<string, string> settings)
    {
        var alarms = settings.Select(s => (Key: "setting:" + s.Key, Text: s.Value))
            .Concat(_state.Quarantined.Where(q => q.Key.Kind != EntityKind.Setting)
                .Select(q => (Key: $"quarantine:{q.Key}", Text: $"{q.Key} is quarantined, nobody has rights by it: {q.Value}")))
            .ToList();
        var keys = alarms.Select(a => a.Key).ToImmutableHashSet(StringComparer.Ordinal);
        foreach (var over in _alarms.Except(keys))
        {
            Services.Alarms.Clear(over);
        }

        foreach (var (key, text) in alarms.Where(a => !_alarms.Contains(a.Key)))
        {
            Services.Alarms.Raise(key, text);
        }

        _alarms = keys;
    }

    private void Report(CatalogEvent happened) => Services.Log.Write(CatalogEventText.Entry(happened, _state.Revision));

    private sealed class Moment : INotInfluenceReceiveTimeout
    {
        public static Moment Instance { get; } = new();
    }
}
