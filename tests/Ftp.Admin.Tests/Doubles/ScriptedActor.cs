using Akka.Actor;

namespace Ftp.Admin.Tests.Doubles;

/// <summary>Answers by a function; null is silence.</summary>
internal sealed class ScriptedActor : UntypedActor
{
    private readonly Func<object, object?> _answer;

    private ScriptedActor(Func<object, object?> answer) => _answer = answer;

    public static Props Props(Func<object, object?> answer) => Akka.Actor.Props.CreateBy(new Producer(answer));

    protected override void OnReceive(object message)
    {
        if (_answer(message) is { } answer)
            Sender.Tell(answer);
    }

    private sealed class Producer(Func<object, object?> answer) : IIndirectActorProducer
    {
        public Type ActorType => typeof(ScriptedActor);

        public ActorBase Produce() => new ScriptedActor(answer);

        public void Release(ActorBase actor)
        {
        }
    }
}
