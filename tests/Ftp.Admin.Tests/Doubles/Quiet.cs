using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ftp.Actors.Log;

namespace Ftp.Admin.Tests.Doubles;

internal sealed class FixedTime : TimeProvider
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

internal sealed class KeptLog : ILogSink
{
    public ConcurrentQueue<LogEntry> Entries { get; } = [];

    public void Write(LogEntry entry) => Entries.Enqueue(entry);
}

internal sealed class NoAlarms : IAlarms
{
    public ImmutableArray<Alarm> Current => [];

    public void Raise(string key, string text)
    {
    }

    public void Clear(string key)
    {
    }
}
