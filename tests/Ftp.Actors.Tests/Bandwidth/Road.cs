using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Bandwidth;

/// <summary>A node's limits in virtual time, and transfers that want all they can get.</summary>
internal sealed class Road
{
    public const long MiB = 1 << 20;

    public Road() => Table = new RateTable(Time);

    public VirtualTime Time { get; } = new();

    public RateTable Table { get; }

    public Published<ServerSettings> Settings { get; } = new(new ServerSettings());

    public Published<RightsSnapshot> Rights { get; } = new(RightsSnapshot.Empty);

    public void Set(Func<ServerSettings, ServerSettings> change) => Settings.Publish(change(Settings.Current));

    public void Limit(long? download) => Set(s => s with { Rate = new Rates(download, null) });

    public void LimitResource(string name, long? download)
    {
        var resource = new Resource(
            name, "", new DirectorySource("", FtpPath.Parse(name)), ImmutableSortedDictionary<string, DirectorySource>.Empty, [], [], ResourceOptions.Default with { DownloadRate = download });
        var state = Rights.Current.State;
        Rights.Publish(new RightsSnapshot(state with { Revision = state.Revision + 1, Resources = state.Resources.SetItem(name, resource) }, guestsAllowed: true));
    }

    public Throttle Throttle(string? login = "ada", string host = "192.0.2.1", string? resource = null, Direction direction = Direction.Download) =>
        new(Table, Time, Settings, Rights, new ThrottleSubject(direction, login, IPAddress.Parse(host), resource));

    public Car Start(Throttle throttle, int piece = 4 << 20, TimeSpan pause = default) => new(this, throttle, piece, pause);

    public Car Start(string? login = "ada", string host = "192.0.2.1", string? resource = null) => Start(Throttle(login, host, resource));

    /// <summary>Bytes of each in so many seconds from now.</summary>
    public long[] Drive(double seconds, params Car[] cars)
    {
        var before = cars.Select(c => c.Moved).ToArray();
        Time.Advance(TimeSpan.FromSeconds(seconds));
        return [.. cars.Zip(before, (c, b) => c.Moved - b)];
    }

    /// <summary>Off the test's synchronization context, so that what a timer lets go on goes on at once.</summary>
    public static Task RunAsync(Action test) => Task.Run(test);

    public static void Near(double expected, double actual, double percent = 5) => Assert.InRange(actual, expected * (1 - (percent / 100)), expected * (1 + (percent / 100)));
}

/// <summary>A transfer that moves whatever it may, at once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "the source has no timer")]
internal sealed class Car
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Road _road;

    public Car(Road road, Throttle throttle, int piece, TimeSpan pause)
    {
        (_road, Throttle) = (road, throttle);
        Ended = DriveAsync(piece, pause);
    }

    public Throttle Throttle { get; }

    public long Moved { get; private set; }

    public Task Ended { get; }

    /// <summary>As ABOR does it: the wait is cancelled, then everything is released.</summary>
    public void Stop()
    {
        _stop.Cancel();
        // a cancelled delay goes on on another thread
        Assert.True(Ended.Wait(TimeSpan.FromSeconds(20)));
        Throttle.Dispose();
    }

    private async Task DriveAsync(int piece, TimeSpan pause)
    {
        try
        {
            while (true)
            {
                Assert.False(Throttle.IsOpen && pause == TimeSpan.Zero, "without a limit it would never stop");
                Moved += await Throttle.TakeAsync(piece, _stop.Token).ConfigureAwait(false);
                if (pause > TimeSpan.Zero)
                    await Task.Delay(pause, _road.Time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
    }
}
