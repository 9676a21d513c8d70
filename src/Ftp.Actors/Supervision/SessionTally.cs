namespace Ftp.Actors.Supervision;

/// <summary>
/// What the server actor reads of the session supervisor without a message. It outlives a restart of the supervisor, so that no session number is given twice.
/// Only the session supervisor writes.
/// </summary>
internal sealed class SessionTally
{
    private volatile int _sessions;
    private long _lastNumber;

    public int Sessions => _sessions;

    public long NextNumber() => ++_lastNumber;

    public void Set(int sessions) => _sessions = sessions;
}
