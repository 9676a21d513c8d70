using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;

namespace Ftp.Actors.Quotas;

/// <summary>
/// Keeps the ledger's quotas as the catalogue and the accounts have them, has counted what is not known, and writes the sums down now and then. What an upload may take
/// is the ledger's; nobody waits for this actor but the commands of operators.
/// </summary>
public sealed partial class QuotaActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Asked while the quotas are being read at the start.</summary>
    private const int MostWaiting = 1000;

    private const string AlarmKey = "quotas";

    private readonly NodeServices _services;
    private readonly QuotaLedger _ledger;
    private readonly IQuotaTable _table;
    private readonly Dictionary<string, UserQuota> _users = new(StringComparer.Ordinal);
    private readonly List<IActorRef> _waiting = [];
    private Dictionary<QuotaKey, RememberedSum> _remembered = [];
    private Dictionary<QuotaKey, QuotaRule> _rules = [];
    private bool _loading;
    private bool _loaded;

    /// <summary>The table was read, or could not be: what it remembers is of use only to the first that is made known to the ledger.</summary>
    private bool _answered;
    private bool _resolving;
    private bool _again;
    private bool _configured;

    private QuotaActor(NodeServices services, IQuotaTable table)
    {
        _services = services;
        _ledger = services.Quotas;
        _table = table;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    internal static object TickNow => Tick.Instance;

    /// <summary>Takes <see cref="QuotaQueries"/> and <see cref="QuotaCommands"/>.</summary>
    public static Props Props(NodeServices services) => Akka.Actor.Props.CreateBy(new Producer(services, null));

    internal static Props Props(NodeServices services, IQuotaTable table) => Akka.Actor.Props.CreateBy(new Producer(services, table));

    protected override void PreStart()
    {
        var self = Self;
        Context.System.EventStream.Subscribe(self, typeof(CatalogChanged));
        Context.System.EventStream.Subscribe(self, typeof(AccountChanged));
        _ledger.Attention += () => self.Tell(Look.Instance, ActorRefs.NoSender);
        _ledger.Met += needs => self.Tell(needs, ActorRefs.NoSender);
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Period);
        Load();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CatalogChanged:
                Resolve();
                break;
            case AccountChanged changed:
                Learn(changed.Login, changed.Profile is { } profile ? UserQuota.Of(profile) : null);
                break;
            case QuotaNeeds needs:
                Meet(needs);
                break;
            case Loaded loaded:
                Take(loaded);
                break;
            case Resolved resolved:
                Take(resolved);
                break;
            case Scanned scanned:
                Take(scanned);
                break;
            case Saved saved:
                Take(saved);
                break;
            case Look:
                ScanNext();
                break;
            case Tick:
                OnTick();
                break;
            case QuotaQueries.Show when !_configured && _waiting.Count < MostWaiting:
                _waiting.Add(Sender);
                break;
            case QuotaQueries.Show:
                Sender.Tell(new QuotaReport(_ledger.Lines()));
                break;
            case QuotaCommands.Rescan rescan:
                Sender.Tell(new RescanAnswer(_rules.ContainsKey(rescan.Key)));
                Want(rescan.Key);
                break;
            case QuotaCommands.Close:
                Close(Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnTick()
    {
        if (!_loaded)
            Load();
        if (!_configured || _rules.Values.Any(r => r.Trouble is not null))
            Resolve();
        ScanNext();
        Save();
    }

    // ---- the table

    private void Load()
    {
        if (_loading)
            return;
        _loading = true;
        _table.OpenAsync().PipeTo(Self, success: read => new Loaded(read.Rows, read.Clean, null), failure: e => new Loaded([], false, e.Message));
    }

    private void Take(Loaded loaded)
    {
        (_loading, _answered) = (false, true);
        if (loaded.Fault is { } fault)
        {
            _services.Alarms.Raise(AlarmKey, $"The table of quotas cannot be used, so nothing can be stored where a quota holds: {fault}");
        }
        else
        {
            _loaded = true;
            _services.Alarms.Clear(AlarmKey);
            foreach (var row in loaded.Rows)
            {
                _saved[row.Key] = row;
                // what was heard since the start is newer
                if (row.Root is { } root)
                    _users.TryAdd(row.Key.Name, new UserQuota(row.Key.Name, row.Limit, root.Path));
            }

            foreach (var login in _forgotten)
                _users.Remove(login);
            if (loaded.Clean)
                _remembered = loaded.Rows.Where(r => r.Sum is not null).ToDictionary(r => r.Key, r => new RememberedSum(r.Place, r.Sum!.Value));
        }

        Resolve();
    }

    // ---- who has a quota

    /// <summary>Accounts without a quota of which was heard before the table was read.</summary>
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);

    private void Learn(string login, UserQuota? quota)
    {
        if (quota is null && !_loaded)
            _forgotten.Add(login);
        var changed = quota is null ? _users.Remove(login) : !_users.TryGetValue(login, out var known) || known != quota;
        if (quota is not null)
        {
            _users[login] = quota;
            _forgotten.Remove(login);
        }

        if (changed)
            Resolve();
    }

    private void Meet(QuotaNeeds needs)
    {
        if (needs.User is { } user && !_users.ContainsKey(user.Login))
            Learn(user.Login, user);
        else if (needs.Keys.Any(k => !_rules.ContainsKey(k)))
            Resolve();
    }

    // ---- where it counts

    private void Resolve()
    {
        if (!_answered || ReferenceEquals(_services.Rights.Current, RightsSnapshot.Empty))
            return; // table and catalogue are still being read, and say when they are there
        _again = _resolving;
        if (_resolving)
            return;
        _resolving = true;
        new QuotaResolver(_services.Storage).ResolveAsync(_services.Rights.Current.State, [.. _users.Values])
            .PipeTo(Self, success: rules => new Resolved(rules, null), failure: e => new Resolved([], e));
    }

    private void Take(Resolved resolved)
    {
        _resolving = false;
        if (resolved.Fault is { } fault)
        {
            Say(Log.LogLevel.Error, "quota.failed", $"The places of quotas could not be found: {fault.Message}", null);
            return; // the next tick tries again, if it is the first time; else what was there stays
        }

        if (_again)
        {
            Resolve();
        }

        _rules = resolved.Rules.ToDictionary(r => r.Key);
        _ledger.Configure(resolved.Rules, _remembered);
        if (_loaded)
            _remembered = [];
        _configured = true;
        foreach (var key in _failed.Where(k => !_rules.ContainsKey(k)).ToList())
        {
            _failed.Remove(key);
            _services.Alarms.Clear(Failure(key));
        }

        foreach (var asker in _waiting)
            asker.Tell(new QuotaReport(_ledger.Lines()));
        _waiting.Clear();
        Save();
        ScanNext();
    }

    private void Say(Log.LogLevel level, string name, string text, QuotaKey? key) => _services.Log.Write(new LogEntry(_services.Time.GetUtcNow(), level, name, text)
    {
        Resource = key is { Kind: QuotaKind.Resource } ? key.Name : null,
        Login = key is { Kind: QuotaKind.User } ? key.Name : null,
    });

    private sealed record Loaded(IReadOnlyList<QuotaRow> Rows, bool Clean, string? Fault);

    private sealed record Resolved(IReadOnlyList<QuotaRule> Rules, Exception? Fault);

    private sealed class Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class Producer(NodeServices services, IQuotaTable? table) : IIndirectActorProducer
    {
        public Type ActorType => typeof(QuotaActor);

        public ActorBase Produce() => new QuotaActor(services, table ?? TableOf(services));

        public void Release(ActorBase actor)
        {
        }

        private static IQuotaTable TableOf(NodeServices services)
        {
            var setup = Context.System.Settings.Setup.Get<Persistence.PersistenceSetup>();
            return setup.HasValue ? new SqlQuotaTable(setup.Value.DataOptions, services.NodeName) : new NoQuotaTable();
        }
    }
}
