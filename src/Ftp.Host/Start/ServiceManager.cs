using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace Ftp.Host.Start;

/// <summary>
/// systemd's side of a start (Type=notify): READY only now that FTP is open, and a sign of life for its watchdog as long as the actors answer.
/// Without systemd nothing happens.
/// </summary>
internal sealed class ServiceManager : IAsyncDisposable
{
    private readonly SystemdNotifier _notifier = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watchdog;

    private ServiceManager(INode node)
    {
        _notifier.Notify(ServiceState.Ready);
        _watchdog = WatchdogPeriod() is { } period ? LiveAsync(node, period) : Task.CompletedTask;
    }

    internal static ServiceManager Ready(INode node) => new(node);

    internal void Stopping() => _notifier.Notify(ServiceState.Stopping);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watchdog.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task LiveAsync(INode node, TimeSpan period)
    {
        using var timer = new PeriodicTimer(period / 3);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            // silence is the alarm: systemd restarts a server whose actors no longer answer
            if (await node.IsAliveAsync(period / 3))
            {
                _notifier.Notify(new ServiceState("WATCHDOG=1"));
            }
        }
    }

    private static TimeSpan? WatchdogPeriod() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros > 0
            ? TimeSpan.FromMicroseconds(micros)
            : null;
}
