using System.Collections.Immutable;

namespace Ftp.Actors.Log;

/// <summary>Colour on the log page: <see cref="System"/> white, <see cref="Status"/> green, <see cref="Error"/> red.</summary>
public enum LogLevel { System, Status, Error }

/// <summary>One thing that happened, as the operator's log keeps it.</summary>
/// <param name="Event">Stable short name of the kind of event, for example <c>login.failed</c>; scripts filter on it.</param>
/// <param name="Text">One sentence for people. Names in it may be hostile: sinks escape.</param>
public sealed record LogEntry(DateTimeOffset Time, LogLevel Level, string Event, string Text)
{
    public long? Session { get; init; }
    public string? Login { get; init; }
    public string? Host { get; init; }
    public string? Resource { get; init; }
    public string? Path { get; init; }
    public ImmutableDictionary<string, string> Fields { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Where entries go. Never blocks, never throws: a slow or dead log does not touch FTP.</summary>
public interface ILogSink
{
    void Write(LogEntry entry);
}

/// <summary>A condition an operator must mend, shown in <c>status</c> until it is over. Raising the same key again replaces its text.</summary>
/// <param name="Key">For example <c>storage:nas</c>, <c>passive-address</c>.</param>
public sealed record Alarm(string Key, string Text, DateTimeOffset Since);

/// <summary>The alarms of this node. Thread-safe.</summary>
public interface IAlarms
{
    void Raise(string key, string text);
    void Clear(string key);
    ImmutableArray<Alarm> Current { get; }
}
