using Ftp.Actors.Log;
using Ftp.Actors.Tests.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Log;

public sealed class AlarmsTests
{
    private readonly MemoryLog _log = new();
    private readonly Alarms _alarms;

    public AlarmsTests() => _alarms = new Alarms(_log, TimeProvider.System);

    [Fact]
    public void An_alarm_is_logged_once_when_raised_and_once_when_over()
    {
        _alarms.Raise("storage:nas", "gone");
        _alarms.Raise("storage:nas", "gone");
        _alarms.Clear("storage:nas");
        _alarms.Clear("storage:nas");
        Assert.Equal(["alarm.raised", "alarm.cleared"], _log.Entries.Select(e => e.Event));
        Assert.Empty(_alarms.Current);
    }

    [Fact]
    public void Raising_again_replaces_the_text_and_keeps_the_time()
    {
        _alarms.Raise("a", "one");
        var since = _alarms.Current[0].Since;
        _alarms.Raise("a", "two");
        Assert.Equal(new Alarm("a", "two", since), Assert.Single(_alarms.Current));
    }

    [Fact]
    public void After_it_is_over_it_can_be_raised_again()
    {
        _alarms.Raise("a", "one");
        _alarms.Clear("a");
        _alarms.Raise("a", "two");
        Assert.Equal(2, _log.Entries.Count(e => e.Event == "alarm.raised"));
    }

    [Fact]
    public void Many_threads_at_once_lose_nothing()
    {
        Parallel.For(0, 200, i =>
        {
            _alarms.Raise($"{i}", "x");
            _alarms.Raise("shared", $"{i}");
            if (i % 2 == 0)
            {
                _alarms.Clear($"{i}");
            }
        });
        Assert.Equal(101, _alarms.Current.Length);
        Assert.Equal(201, _log.Entries.Count(e => e.Event == "alarm.raised"));
        Assert.Equal(100, _log.Entries.Count(e => e.Event == "alarm.cleared"));
    }
}
