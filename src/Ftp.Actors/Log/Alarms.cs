using System.Collections.Immutable;

namespace Ftp.Actors.Log;

/// <summary>The alarms of this node, oldest first. Each is logged once when it is raised and once when it is over.</summary>
public sealed class Alarms(ILogSink log, TimeProvider time) : IAlarms
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, Alarm> _alarms = ImmutableDictionary.Create<string, Alarm>(StringComparer.Ordinal);

    public ImmutableArray<Alarm> Current => [.. Volatile.Read(ref _alarms).Values.OrderBy(a => a.Since).ThenBy(a => a.Key, StringComparer.Ordinal)];

    public void Raise(string key, string text)
    {
        var now = time.GetUtcNow();
        bool isNew;
        lock (_lock)
        {
            isNew = !_alarms.TryGetValue(key, out var known);
            _alarms = _alarms.SetItem(key, new Alarm(key, text, known?.Since ?? now));
        }

        if (isNew)
        {
            Write(LogLevel.Error, "alarm.raised", key, text, now);
        }
    }

    public void Clear(string key)
    {
        // asked after every accepted connection and every good write: the common case takes no lock
        if (!Volatile.Read(ref _alarms).ContainsKey(key))
        {
            return;
        }

        Alarm? known;
        lock (_lock)
        {
            if (!_alarms.TryGetValue(key, out known))
            {
                return;
            }

            _alarms = _alarms.Remove(key);
        }

        Write(LogLevel.Status, "alarm.cleared", key, $"over: {known.Text}", time.GetUtcNow());
    }

    private void Write(LogLevel level, string what, string key, string text, DateTimeOffset now) =>
        log.Write(new LogEntry(now, level, what, text) { Fields = ImmutableDictionary<string, string>.Empty.Add("alarm", key) });
}
