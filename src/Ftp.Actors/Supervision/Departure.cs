using Akka.Actor;

namespace Ftp.Actors.Supervision;

/// <summary>All sessions are leaving: who has still to go, and who wants to hear when they are gone.</summary>
internal sealed class Departure
{
    private readonly HashSet<long> _remaining = [];
    private readonly List<IActorRef> _askers = [];
    private int _told;
    private int _cut;

    public IEnumerable<long> Remaining => _remaining;

    public bool IsOver => _remaining.Count == 0;

    public void Told(long session)
    {
        if (_remaining.Add(session))
        {
            _told++;
        }
    }

    public void Cut(int transfers) => _cut += transfers;

    public void Left(long session) => _remaining.Remove(session);

    public void AllLeft() => _remaining.Clear();

    public void Asked(IActorRef asker)
    {
        if (!asker.IsNobody())
        {
            _askers.Add(asker);
        }
    }

    public void Answer()
    {
        var result = new DrainResult(_told - _remaining.Count, _cut);
        foreach (var asker in _askers)
        {
            asker.Tell(result);
        }

        _askers.Clear();
    }
}
