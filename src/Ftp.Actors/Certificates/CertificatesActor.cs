using System.Collections.Immutable;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Certificates;

/// <param name="Directory">Where keys lie; made where it is missing, for the server's user only.</param>
/// <param name="AutoNames">DNS names and addresses of the certificate that the server makes for itself.</param>
public sealed record CertificateStoreOptions(string Directory, ImmutableArray<string> AutoNames)
{
    /// <summary>How often watched files are looked at: new handshakes use what they hold two seconds later.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Holds the certificates: what is public in the journal, keys in files of their own. After the journal has a change, <see cref="NodeServices.Certificates"/> gets
/// the new set, and only then the asker its answer. What takes time (making keys, reading files) is done beside it; the rules are asked before and after.
/// </summary>
public sealed partial class CertificatesActor : EntityActor, IWithTimers
{
    public const string Id = "certificates";

    private const string FolderAlarm = "certificate-keys";
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);
    /// <summary>An RSA key takes its time on a small machine that is busy.</summary>
    private const int WaitsForWork = 4;
    /// <summary>Whoever trusts it has stored its fingerprint: a new one would lock them out.</summary>
    private static readonly TimeSpan AutoValidity = TimeSpan.FromDays(3652);
    private static readonly Origin Server = new("server", "files", "local");

    private readonly CertificateStoreOptions _options;
    private readonly KeyFiles _keys;
    private readonly LoadedCertificates _loaded;
    private CertificatesState _state = CertificatesState.Empty;

    public CertificatesActor(NodeServices services, CertificateStoreOptions options)
        : base(services)
    {
        _options = options;
        _keys = new KeyFiles(options.Directory);
        _loaded = new LoadedCertificates(_keys);
    }

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The store with its supervisor: takes <see cref="CertificateCommand"/>s, <see cref="CertificateCommands.Reread"/>, <see cref="CertificateCommands.EnsureAuto"/> and queries.</summary>
    public static Props Props(NodeServices services, CertificateStoreOptions options) => Props(services, options, Wait);

    internal static Props Props(NodeServices services, CertificateStoreOptions options, TimeSpan wait)
    {
        var entity = new SupervisedEntity(Akka.Actor.Props.Create(() => new CertificatesActor(services, options)), m => Takes(m, wait), Refuse, wait);
        return Akka.Actor.Props.Create(() => new EntitySupervisor(entity, services.Time));
    }

    protected override object Snapshot() => CertificatesSnapshot.Of(_state);

    protected override void Restore(object snapshot) =>
        _state = snapshot is CertificatesSnapshot stored ? stored.ToState() : throw new InvalidDataException($"{snapshot.GetType().Name} is no snapshot of the certificate store");

    protected override void Apply(IPersisted happened) => _state = _state.Apply(happened);

    protected override void Recovered()
    {
        TidyKeys();
        // first the subscription, then the look: a change in between is seen twice, not never
        Context.System.EventStream.Subscribe(Self, typeof(SettingsChanged));
        ReadAuthorities();
        Show();
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, TimeSpan.Zero, _options.LookEvery);
    }

    protected override void Handle(Request request)
    {
        var id = request.Id;
        switch (request.Message)
        {
            case CertificateQueries.List:
                Reply(id, new CertificateList([.. Infos()]));
                break;
            case CertificateQueries.Get get:
                Reply(id, new CertificateFound(Info(get.Name)));
                break;
            case CertificateCommands.Reread:
                Reread(lines => Reply(id, new CertificatesReread(lines)));
                break;
            case CertificateCommands.EnsureAuto ensure:
                EnsureAuto(ensure.Origin, answer => Reply(id, answer));
                break;
            case CertificateCommand command when AnsweredBefore(command.CommandId, out var answer):
                Reply(id, answer);
                break;
            case CertificateCommand command:
                Begin(command, own: false, answer => Answer(id, command, answer));
                break;
            default:
                Unhandled(request.Message);
                break;
        }
    }

    protected override void HandleOwn(object message)
    {
        switch (message)
        {
            case Continue next:
                next.With();
                break;
            case Look:
                LookAtFiles();
                Review();
                break;
            case SettingsChanged changed:
                Changed(changed);
                break;
            default:
                base.HandleOwn(message);
                break;
        }
    }

    private void Answer(long id, CertificateCommand command, CertificateAnswer answer)
    {
        if (answer is CertificateAnswer.Done { Changed: true } or CertificateAnswer.Refused { Kind: RefusalKind.Unavailable or RefusalKind.Conflict })
        {
            Reply(id, answer);
        }
        else
        {
            ReplyWithoutEvent(id, command.CommandId, answer);
        }
    }

    private void EnsureAuto(Origin origin, Action<AutoCertificate> answer)
    {
        if (Info(CertificateSet.Auto) is { } there)
        {
            answer(new AutoCertificate(there, Made: false, there.Trouble));
            return;
        }

        var create = new CertificateCommands.Create(CertificateSet.Auto, _options.AutoNames, KeyKind.P256, null, AutoValidity, origin);
        Begin(create, own: true, made => answer(made switch
        {
            CertificateAnswer.Done done => new AutoCertificate(done.Certificate, Made: true, null),
            CertificateAnswer.Refused { Kind: RefusalKind.AlreadyExists } => new AutoCertificate(Info(CertificateSet.Auto), Made: false, null),
            CertificateAnswer.Refused refused => new AutoCertificate(null, Made: false, refused.Message),
            _ => new AutoCertificate(null, Made: false, "unknown"),
        }));
    }

    private void Changed(SettingsChanged changed)
    {
        if (changed.Old.ClientCertificateAuthorities != changed.New.ClientCertificateAuthorities)
        {
            ReadAuthorities();
        }

        // chosen again after it was removed
        if (changed.New.Certificate == CertificateSet.Auto && Info(CertificateSet.Auto) is null)
        {
            EnsureAuto(Server, made =>
            {
                if (made.Trouble is { } trouble)
                {
                    Report(LogLevel.Error, "certificate.auto-failed", $"the certificate '{CertificateSet.Auto}' cannot be made: {trouble}");
                }
            });
        }

        ReviewNow();
    }

    private CertificateInfo? Info(string name) =>
        _state.Quarantined.TryGetValue(name, out var why) ? CertificateInfos.Quarantined(name, why) with { Revision = _state.Revision }
        : _state.Certificates.TryGetValue(name, out var stored)
            ? CertificateInfos.Of(stored, _loaded[stored.Name], WatchTrouble(stored.Name), Services.Settings.Current, Services.Time.GetUtcNow()) with { Revision = _state.Revision }
        : null;

    private IEnumerable<CertificateInfo> Infos() =>
        _state.Certificates.Keys.Concat(_state.Quarantined.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).Select(n => Info(n)!);

    private void Report(LogLevel level, string name, string text) => Services.Log.Write(new LogEntry(Services.Time.GetUtcNow(), level, name, text));

    private static TimeSpan? Takes(object message, TimeSpan wait) => message switch
    {
        CertificateCommands.Remove or CertificateQueries.List or CertificateQueries.Get => wait,
        CertificateCommand or CertificateCommands.Reread or CertificateCommands.EnsureAuto => WaitsForWork * wait,
        _ => null,
    };

    private static object Refuse(object message, string why) => message switch
    {
        CertificateCommand => new CertificateAnswer.Refused(RefusalKind.Unavailable, why),
        CertificateCommands.EnsureAuto => new AutoCertificate(null, Made: false, why),
        CertificateCommands.Reread => new CertificatesReread([why]),
        _ => new Status.Failure(new TimeoutException(why)),
    };

    private sealed class Look : INotInfluenceReceiveTimeout
    {
        public static Look Instance { get; } = new();
    }

    /// <summary>Work that was done beside the actor goes on in it.</summary>
    private sealed record Continue(Action With) : INoSerializationVerificationNeeded;
}
