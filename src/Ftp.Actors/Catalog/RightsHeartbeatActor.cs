using Akka.Actor;

namespace Ftp.Actors.Catalog;

/// <summary>
/// Confirms this node's rights for as long as their publisher is on this node: what is published here is the newest there is, also while the journal does not answer, for no
/// change can be made without it. So an outage of the database does not touch sessions that run.
/// </summary>
public sealed class RightsHeartbeatActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly RightsLease _lease;

    public RightsHeartbeatActor(NodeServices services) => _lease = services.RightsLease;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeServices services) => Akka.Actor.Props.Create(() => new RightsHeartbeatActor(services));

    protected override void PreStart() => Timers.StartPeriodicTimer(Beat.Instance, Beat.Instance, Period);

    protected override void OnReceive(object message)
    {
        if (message is Beat)
        {
            _lease.Confirm();
        }
        else
        {
            Unhandled(message);
        }
    }

    private sealed class Beat : INotInfluenceReceiveTimeout
    {
        public static Beat Instance { get; } = new();
    }
}
