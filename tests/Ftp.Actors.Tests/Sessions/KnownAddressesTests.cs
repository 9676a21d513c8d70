using System.Net;
using Ftp.Actors.Sessions.Verbs.Data;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class KnownAddressesTests
{
    private static readonly IPAddress First = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress Second = IPAddress.Parse("203.0.113.2");

    private readonly ManualClock _clock = new();
    private TaskCompletionSource<IPAddress?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_ask_at_once_are_one_look_up_and_a_known_address_is_none()
    {
        var known = Known(TimeSpan.FromMinutes(1));
        var asking = Enumerable.Range(0, 20).Select(_ => Find(known)).ToList();
        _answer.SetResult(First);
        Assert.All(await Task.WhenAll(asking), address => Assert.Equal(First, address));
        Assert.Equal(First, await Find(known));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_old_address_is_answered_at_once_and_refreshed_behind()
    {
        var known = Known(TimeSpan.FromMinutes(1));
        _answer.SetResult(First);
        await Find(known);
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(First, await Find(known));
        _answer.SetResult(Second);
        await Until(async () => Equals(Second, await Find(known)));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Who_waits_too_long_hears_no_and_those_after_him_hear_it_at_once()
    {
        var known = Known(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Find(known));
        var next = Find(known);
        Assert.True(next.IsCompleted);
        Assert.Null(await next);

        // the look-up went on, and its answer serves
        _answer.SetResult(First);
        await Until(async () => Equals(First, await Find(known)));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_failure_is_remembered_a_while_and_does_not_forget_the_last_address()
    {
        var known = Known(TimeSpan.FromMinutes(1));
        _answer.SetException(new InvalidOperationException("no name server"));
        Assert.Null(await Find(known));
        Assert.Null(await Find(known));
        Assert.Equal(1, _asked);

        _clock.Advance(TimeSpan.FromSeconds(30));
        _answer = new();
        _answer.SetResult(First);
        Assert.Equal(First, await Find(known));

        _answer = new();
        _answer.SetException(new InvalidOperationException("no name server"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(First, await Find(known));
        await Until(() => Task.FromResult(_asked == 3));
        Assert.Equal(First, await Find(known));
    }

    private KnownAddresses Known(TimeSpan patience) => new(
        _ =>
        {
            Interlocked.Increment(ref _asked);
            return _answer.Task;
        },
        patience);

    private Task<IPAddress?> Find(KnownAddresses known) => known.FindAsync("ftp.example", _clock, Cancel).AsTask();

    private static async Task Until(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
