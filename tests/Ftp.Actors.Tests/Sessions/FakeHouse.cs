using System.Collections.Concurrent;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Sessions;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>The supervisor above a session, saying yes to everything and writing down the order.</summary>
internal sealed class FakeSupervisor : ReceiveActor
{
    public static Props Props(TestNode node, FakeConnection connection, FakeTransfers transfers, bool implicitTls = false) =>
        Akka.Actor.Props.CreateBy(new Producer(() => new FakeSupervisor(node, connection, transfers, implicitTls)));

    public FakeSupervisor(TestNode node, FakeConnection connection, FakeTransfers transfers, bool implicitTls)
    {
        var accounts = Context.ActorOf(Akka.Actor.Props.CreateBy(new Producer(() => new FakeAccounts(node))));
        var session = Context.ActorOf(ControlConnectionActor.Props(7, connection, node.Services, accounts, transfers.Props, implicitTls), "session");
        Context.Watch(session);
        Receive<AdmitLogin>(admit => Sender.Tell(new Admission.Granted(admit.Session)));
        Receive<AdmitTransfer>(admit => { transfers.Slots++; Sender.Tell(new Admission.Granted(admit.Session)); });
        Receive<ReleaseTransfer>(release => { transfers.Slots--; Sender.Tell(new Released(release.Session)); });
        Receive<ReleaseLogin>(release => Sender.Tell(new Released(release.Session)));
        Receive<ReleaseSession>(release => { transfers.SessionReleased = true; Sender.Tell(new Released(release.Session)); });
        Receive<Terminated>(_ => transfers.SessionStopped.TrySetResult());
        ReceiveAny(message => session.Forward(message));
    }

    private sealed class FakeAccounts : ReceiveActor
    {
        public FakeAccounts(TestNode node)
        {
            Receive<VerifyLogin>(login => Sender.Tell(node.Verify(login)));
            Receive<VerifyCertificate>(shown => Sender.Tell(node.Recognize(shown)));
            Receive<AccountCommands.SetPassword>(command => Sender.Tell(node.SetPassword(command)));
            Receive<AccountQueries.Get>(query => Sender.Tell(node.Find(query)));
        }
    }
}

/// <summary>Transfers whose end the test decides, or that end at once.</summary>
internal sealed class FakeTransfers(TestNode node)
{
    public bool Hold { get; set; }

    public bool Crash { get; set; }

    public int Slots { get; set; }

    public bool SessionReleased { get; set; }

    public TaskCompletionSource SessionStopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<TransferOrder> Orders { get; } = new();

    public Props Props(TransferOrder order) => Akka.Actor.Props.CreateBy(new Producer(() => new FakeTransferActor(this, node, order)));

    private sealed class FakeTransferActor : ReceiveActor
    {
        private readonly FakeTransfers _owner;
        private readonly TestNode _node;
        private readonly TransferOrder _order;

        public FakeTransferActor(FakeTransfers owner, TestNode node, TransferOrder order)
        {
            (_owner, _node, _order) = (owner, node, order);
            Receive<StopTransfer>(stop => End(new TransferOutcome.Aborted(3, stop.Reason, Stopped: true)));
            ReceiveAny(_ => throw new InvalidOperationException("a transfer that breaks"));
        }

        protected override void PreStart()
        {
            _owner.Orders.Enqueue(_order);
            foreach (var @event in FakeTransfer.Run(_node, _order.RunId, _order.Job, null))
            {
                if (@event is TransferEnded && _owner.Hold)
                {
                    return;
                }

                Context.Parent.Tell(@event);
                if (_owner.Crash)
                {
                    Self.Tell("break");
                    return;
                }
            }

            Context.Stop(Self);
        }

        protected override void PostStop() => _order.Channel.DisposeAsync().AsTask().Wait();

        private void End(TransferOutcome outcome)
        {
            Context.Parent.Tell(new TransferEnded(_order.RunId, outcome));
            Context.Stop(Self);
        }
    }
}

internal sealed class Producer(Func<ActorBase> make) : IIndirectActorProducer
{
    public Type ActorType => typeof(ActorBase);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
