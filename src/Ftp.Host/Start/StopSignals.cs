using System.Runtime.InteropServices;

namespace Ftp.Host.Start;

/// <summary>SIGTERM and SIGINT: the first asks for a stop, the second ends the process at once. SIGHUP asks to read again what others renew, and ends nothing.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReread),
    ];

    internal CancellationToken Stop => _stop.Token;

    /// <summary>What SIGHUP does once the server is up; it must not throw.</summary>
    internal Action? Reread { get; set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>Also a terminal that closes sends it: the default action would kill the server.</summary>
    private void OnReread(PosixSignalContext context)
    {
        context.Cancel = true;
        Reread?.Invoke();
    }

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            Environment.Exit(Runner.Failed);
        }

        _stop.Cancel();
    }
}
