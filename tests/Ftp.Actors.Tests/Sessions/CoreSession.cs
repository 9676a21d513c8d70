using System.Net;
using System.Text;
using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>Drives <see cref="SessionCore"/> without actors: effects are done at once, or held until the test lets them go.</summary>
internal sealed class CoreSession
{
    private readonly Queue<SessionInput> _inputs = new();
    private readonly Queue<SessionInput> _held = new();
    private IDataChannel? _channel;

    public CoreSession(TestNode node, string peer = "127.0.0.1", string local = "127.0.0.1", bool implicitTls = false, bool hold = false)
    {
        (Node, ImplicitTls, Hold) = (node, implicitTls, hold);
        Peer = new IPEndPoint(IPAddress.Parse(peer), 40000);
        Local = new IPEndPoint(IPAddress.Parse(local), 21);
        State = SessionState.New(node.Clock.GetUtcNow());
        Give(SessionInput.Started.Instance);
    }

    public TestNode Node { get; }

    public bool ImplicitTls { get; }

    /// <summary>What the next handshake comes to.</summary>
    public TlsFacts Handshake { get; set; } = FakeConnection.Tls13;

    public IPEndPoint Peer { get; }

    public IPEndPoint Local { get; }

    public SessionState State { get; private set; }

    public List<Reply> Replies { get; } = [];

    /// <summary>Everything the core asked for, in order, by name.</summary>
    public List<string> Trace { get; } = [];

    public bool Closed { get; private set; }

    public bool Cut { get; private set; }

    /// <summary>Effects and transfers wait for <see cref="LetGo"/>.</summary>
    public bool Hold { get; set; }

    public bool RightsConfirmed { get; set; } = true;

    public Func<object, Admission>? Admit { get; set; }

    public Func<VerifyLogin, LoginVerdict>? Verify { get; set; }

    public Func<Effect, Exception?>? Fault { get; set; }

    public TransferOutcome? Outcome { get; set; }

    public RunningTransfer? LastTransfer { get; private set; }

    public static CoreSession LoggedIn(TestNode node, string peer = "127.0.0.1", string local = "127.0.0.1")
    {
        var session = new CoreSession(node, peer, local);
        session.Say("USER ada");
        session.Say("PASS secret");
        session.Replies.Clear();
        session.Trace.Clear();
        return session;
    }

    /// <summary>Says a line and returns what was replied to it.</summary>
    public IReadOnlyList<Reply> Say(string line) => SayBytes(Encoding.UTF8.GetBytes(line));

    public IReadOnlyList<Reply> SayBytes(byte[] line)
    {
        var before = Replies.Count;
        Give(new SessionInput.LineArrived(new FtpLine(line, TooLong: false)));
        return Replies[before..];
    }

    public int Code(string line) => (int)Say(line)[^1].Code;

    public IReadOnlyList<Reply> Give(SessionInput input)
    {
        var before = Replies.Count;
        _inputs.Enqueue(input);
        while (_inputs.TryDequeue(out var next))
        {
            var decision = SessionCore.Next(State, next, World());
            State = decision.State;
            foreach (var act in decision.Acts)
            {
                Do(act);
            }
        }

        return Replies[before..];
    }

    /// <summary>Lets the oldest held result through.</summary>
    public IReadOnlyList<Reply> LetGo() => Give(_held.Dequeue());

    public int Held => _held.Count;

    private SessionWorld World() =>
        new(1, Peer, Local, Node.Settings.Current, Node.Snapshot.Current, Node.Services.StorageDefaults, Node.Clock.GetUtcNow(), 5)
        {
            ImplicitTls = ImplicitTls,
            RightsConfirmed = RightsConfirmed,
            Quota = Node.Services.Quotas.Find,
            TlsReady = Node.Certificates.Current.Chosen(Node.Settings.Current) is not null,
        };

    private void Do(Act act)
    {
        Trace.Add(act switch
        {
            Act.Send send => ((int)send.Reply.Code).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Act.Perform { Effect: Effect.Release { Message: var message } } => message.GetType().Name,
            Act.Perform { Effect: Effect.Admit { Message: var message } } => message.GetType().Name,
            Act.Perform perform => perform.Effect.GetType().Name.Split('`')[0],
            _ => act.GetType().Name,
        });
        switch (act)
        {
            case Act.Send send:
                Replies.Add(send.Reply);
                break;
            case Act.Log log:
                Node.Log.Write(log.Entry);
                break;
            case Act.RaiseAlarm alarm:
                Node.Alarms.Raise(alarm.Key, alarm.Text);
                break;
            case Act.ClearAlarm alarm:
                Node.Alarms.Clear(alarm.Key);
                break;
            case Act.DropChannel:
                _channel?.DisposeAsync().AsTask().Wait();
                _channel = null;
                break;
            case Act.Perform perform:
                Later(Perform(perform));
                break;
            case Act.BeginTransfer begin:
                Begin(begin.Transfer);
                break;
            case Act.StopTransfer stop:
                Later(new SessionInput.Ended(new TransferEnded(stop.RunId, new TransferOutcome.Aborted(3, stop.Reason, Stopped: true))));
                break;
            case Act.ReleaseSlot slot:
                Later(new SessionInput.SlotReleased(slot.RunId));
                break;
            case Act.NoteClearLogin note:
                Node.Services.ClearLogins.Note(note.Login, Peer.Address.ToString());
                break;
            case Act.NoteGoodLogin note:
                Node.Services.LoginGuard.Good(Peer.Address, note.Login);
                break;
            case Act.CloseConnection close:
                (Closed, Cut) = (true, close.Cut);
                break;
        }
    }

    private void Later(SessionInput input) => (Hold ? _held : _inputs).Enqueue(input);

    private SessionInput Perform(Act.Perform perform)
    {
        if (Fault?.Invoke(perform.Effect) is { } fault)
        {
            return new SessionInput.EffectFailed(perform.Epoch, fault);
        }

        object result = perform.Effect switch
        {
            Effect.Verify verify => (Verify ?? Node.Verify)(verify.Login),
            Effect.Recognize recognize => Node.Recognize(recognize.Certificate),
            Effect.ChangePassword change => Node.SetPassword(change.Command),
            Effect.CountFailure failure => Node.Services.LoginGuard.Failed(Peer.Address, failure.Login),
            Effect.FindAccount find => Node.Find(find.Query),
            Effect.StartTls => Handshake,
            Effect.StopTls => TlsStopped.Instance,
            Effect.Admit admit => Admit?.Invoke(admit.Message) ?? new Admission.Granted(1),
            Effect.Release => new Released(1),
            Effect.Listen listen => new Agreed((_channel = Node.Channels.Listen(listen.Local, listen.Permitted))?.EndPoint),
            Effect.ConnectTo connect => new Agreed((_channel = Node.Channels.ConnectTo(connect.Local, connect.Target)).EndPoint),
            Effect.IWork work => work.RunAsync(Node.Services, CancellationToken.None).GetAwaiter().GetResult(),
            _ => throw new NotSupportedException(perform.Effect.ToString()),
        };
        return new SessionInput.EffectDone(perform.Epoch, result);
    }

    private void Begin(RunningTransfer transfer)
    {
        LastTransfer = transfer;
        _channel?.DisposeAsync().AsTask().Wait();
        _channel = null;
        foreach (var @event in FakeTransfer.Run(Node, transfer.RunId, FakeTransfer.JobOf(Node, transfer.Plan), Outcome))
        {
            Later(@event is TransferOpened opened ? new SessionInput.Opened(opened) : new SessionInput.Ended((TransferEnded)@event));
        }
    }
}
