using System.Runtime.InteropServices;

namespace Ftp.Host.Start;

/// <summary>SIGTERM and SIGINT: the first asks for a stop, the second ends the process at once. SIGHUP is taken and ends nothing.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop),
        // a terminal that closes, or an operator's reload: the default action would kill the server. What it will reread are watched certificates
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true),
    ];

    internal CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
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
