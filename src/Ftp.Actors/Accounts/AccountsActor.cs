using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Accounts;

/// <summary>
/// All accounts, seen from this node: takes <see cref="AccountCommand"/>s, <see cref="AccountQueries"/>, <see cref="VerifyLogin"/> and <see cref="VerifyCertificate"/>,
/// and keeps one persistent actor for each login in use, unknown ones too, so that they answer no faster than others. An account nobody uses costs nothing.
/// </summary>
public sealed partial class AccountsActor : UntypedActor, IWithTimers
{
    private const int MostOutstanding = PasswordChecker.DefaultBound + 256;
    private const int StuckAfterWaits = 6;
    private const int MostEntities = 8192;
    private const int MostMoving = 1000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly AccountServices _shared;
    private readonly IActorRef _catalog;
    private readonly Outstanding _outstanding;
    private readonly Entities _entities;
    private readonly HashSet<string> _moving = new(StringComparer.OrdinalIgnoreCase);

    public AccountsActor(NodeServices services, IActorRef catalog)
        : this(Shared(services, Context.System), catalog)
    {
    }

    public AccountsActor(AccountServices shared, IActorRef catalog)
    {
        _shared = shared;
        _catalog = catalog;
        _outstanding = new Outstanding(MostOutstanding, PasswordChecker.DefaultBound, StuckAfterWaits * shared.CommandWait, shared.Node.Time, Refuse);
        _entities = new Entities(Context, shared, MostEntities, Idle);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private NodeServices Services => _shared.Node;

    /// <param name="catalog">Where grants and memberships follow a renamed or removed login.</param>
    public static Props Props(NodeServices services, IActorRef catalog) => Akka.Actor.Props.Create(() => new AccountsActor(services, catalog));

    internal static Props Props(AccountServices shared, IActorRef catalog) => Akka.Actor.Props.Create(() => new AccountsActor(shared, catalog));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("expire", Expire.Instance, TimeSpan.FromMilliseconds(Math.Clamp(_shared.CommandWait.TotalMilliseconds / 10, 20, 250)));
        Timers.StartPeriodicTimer("sweep", Sweep.Instance, TimeSpan.FromMinutes(1));
        BeginCatchUp();
    }

    protected override void PostStop() => _shared.Checker.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case VerifyLogin login:
                Pass(login.Login, login, login.Deadline - Services.Time.GetUtcNow());
                break;
            case VerifyCertificate shown:
                Pass(shown.Login, shown, shown.Deadline - Services.Time.GetUtcNow());
                break;
            case AccountCommands.Rename rename:
                Move(rename, [rename.Login, rename.NewLogin], w => w.RenameAsync(rename));
                break;
            case AccountCommands.Remove remove:
                Move(remove, [remove.Login], w => w.RemoveAsync(remove));
                break;
            case AccountCommand command:
                Pass(command.Login, command, _shared.CommandWait);
                break;
            case AccountQueries.Get get:
                Pass(get.Login, get, _shared.CommandWait);
                break;
            case AccountQueries.List list:
                ListAsync(list, _caughtUp).PipeTo(Sender, Self, failure: e => new Status.Failure(e));
                break;
            case AccountQueries.Export export:
                ExportAsync(export, _caughtUp, Self).PipeTo(Sender, Self, failure: e => new Status.Failure(e));
                break;
            case Step step:
                Pass(step.Login, step.Message, _shared.CommandWait);
                break;
            case Answer answer:
                _entities.Idle(_outstanding.Complete(answer));
                break;
            case Moved moved:
                _moving.ExceptWith(moved.Logins);
                moved.Asker.Tell(moved.Answer);
                break;
            case Expire:
                foreach (var stuck in _outstanding.Expire())
                {
                    Context.Stop(stuck);
                }

                break;
            case Sweep:
                _entities.Sweep();
                break;
            case Terminated gone:
                _outstanding.EntityGone(gone.ActorRef);
                _entities.Gone(gone.ActorRef);
                break;
            case AccountActor.ListBehind behind:
                ListIsBehind(behind.Why);
                break;
            case CatchUp:
                BeginCatchUp();
                break;
            case CaughtUp done:
                EndCatchUp(done.Failure);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static AccountServices Shared(NodeServices services, ActorSystem system)
    {
        var setup = system.Settings.Setup.Get<PersistenceSetup>();
        return setup.HasValue
            ? new AccountServices(services, new PasswordChecker(services.Time, Environment.ProcessorCount), new SqlAccountIndex(setup.Value.DataOptions), TimeSpan.FromSeconds(5))
            : throw new InvalidOperationException("accounts need WithFtpPersistence");
    }

    private void Pass(string login, object message, TimeSpan wait)
    {
        var isLogin = message is VerifyLogin or VerifyCertificate;
        if (!isLogin && !LoginName.IsValid(login))
        {
            Sender.Tell(message is AccountQueries.Get
                ? new AccountFound(null)
                : new AccountAnswer.Refused(RefusalKind.Invalid, $"'{NameRules.Printable(login)}' cannot be a login: {LoginName.Allowed}"));
            return;
        }

        if (_outstanding.Add(Sender, message, wait, patient: isLogin) is not { } request)
        {
            return;
        }

        if (_entities.For(login) is { } entity)
        {
            _outstanding.Passed(request, entity);
            entity.Tell(request);
        }
        else
        {
            _outstanding.Complete(new Answer(request.Id, Refuse(message, "too many accounts are in use at this moment: try again")));
        }
    }

    private void Move(AccountCommand command, string[] logins, Func<AccountWorkflows, Task<AccountAnswer>> work)
    {
        if (logins.FirstOrDefault(l => !LoginName.IsValid(l)) is { } wrong)
        {
            Sender.Tell(new AccountAnswer.Refused(RefusalKind.Invalid, $"'{NameRules.Printable(wrong)}' cannot be a login: {LoginName.Allowed}"));
        }
        else if (logins is [var old, var next] && string.Equals(old, next, StringComparison.OrdinalIgnoreCase))
        {
            Sender.Tell(new AccountAnswer.Refused(RefusalKind.Invalid, "a new name must differ from the old one in more than case"));
        }
        else if (logins.Any(_moving.Contains) || _moving.Count >= MostMoving)
        {
            Sender.Tell(new AccountAnswer.Refused(RefusalKind.Conflict, $"'{command.Login}' is being renamed or removed already"));
        }
        else
        {
            _moving.UnionWith(logins);
            var asker = Sender;
            work(new AccountWorkflows(Self, _catalog, _shared.CommandWait)).PipeTo(Self, success: answer => new Moved(asker, logins, answer));
        }
    }

    private static object Refuse(object message, string why) => message switch
    {
        VerifyLogin or VerifyCertificate => new LoginVerdict.Unavailable(why),
        AccountCommand => new AccountAnswer.Refused(RefusalKind.Unavailable, why),
        _ => new Status.Failure(new TimeoutException(why)),
    };

    /// <summary>A part of a workflow, for one login.</summary>
    internal sealed record Step(object Message) : INoSerializationVerificationNeeded
    {
        public string Login => Message switch
        {
            AccountCommand c => c.Login,
            AccountSteps.Look c => c.Login,
            AccountSteps.Reindex c => c.Login,
            AccountQueries.Get c => c.Login,
            _ => "",
        };
    }

    private sealed record Moved(IActorRef Asker, string[] Logins, AccountAnswer Answer);

    private sealed class Expire
    {
        public static Expire Instance { get; } = new();
    }

    private sealed class Sweep
    {
        public static Sweep Instance { get; } = new();
    }
}
