using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.History;

/// <summary>
/// Takes <see cref="HistoryQuery"/>s. Reading is done on the pool, a few questions at a time: the journal's writer shares the disk, and a long look back must not make a change wait.
/// Keeps nothing that the journal does not have.
/// </summary>
public sealed class HistoryActor : UntypedActor
{
    private const int AtATime = 2;
    private const int MostWaiting = 64;

    private readonly HistoryService _service;
    private readonly Queue<(HistoryQuery Query, IActorRef Asker)> _waiting = new();
    private int _running;

    public HistoryActor(NodeServices services)
        : this(new HistoryService(Journal(Context.System), SettingsRules.Table, services.FileSettings))
    {
    }

    private HistoryActor(HistoryService service) => _service = service;

    public static Props Props(NodeServices services) => Akka.Actor.Props.Create(() => new HistoryActor(services));

    /// <summary>What is being read then fails, and its asker is told.</summary>
    protected override void PostStop() => _service.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HistoryQuery when _waiting.Count >= MostWaiting:
                Sender.Tell(new HistoryRefused(RefusalKind.Unavailable, $"{MostWaiting} questions about the past are waiting already: try again"));
                break;
            case HistoryQuery query:
                _waiting.Enqueue((query, Sender));
                Next();
                break;
            case Answered:
                _running--;
                Next();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Next()
    {
        while (_running < AtATime && _waiting.TryDequeue(out var next))
        {
            _running++;
            _ = AnswerAsync(_service, next.Query, next.Asker, Self);
        }
    }

    private static async Task AnswerAsync(HistoryService service, HistoryQuery query, IActorRef asker, IActorRef self)
    {
        object answer;
        try
        {
            answer = await Task.Run(() => service.AnswerAsync(query, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = new Status.Failure(e);
        }

        asker.Tell(answer, ActorRefs.NoSender);
        self.Tell(Answered.Instance, ActorRefs.NoSender);
    }

    private static SqlJournalReader Journal(ActorSystem system)
    {
        var setup = system.Settings.Setup.Get<PersistenceSetup>();
        return setup.HasValue ? new SqlJournalReader(setup.Value.DataOptions) : throw new InvalidOperationException("the history needs WithFtpPersistence");
    }

    private sealed class Answered
    {
        public static Answered Instance { get; } = new();
    }
}
