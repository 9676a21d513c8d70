using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ftp.Host.Start;

/// <summary>
/// Log lines on standard error, gathered for a moment and written together. The stock console writes and wakes its thread for each line: with a line for each file
/// that was a tenth of the cost of sending a small one. Warnings are written at once. A reader that stopped reading loses lines, counted, and stops nothing.
/// </summary>
internal sealed class BatchingConsole : ILoggerProvider
{
    private const int MostGathered = 4 * 1024 * 1024;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly ConsoleFormatter _formatter;
    private readonly TextWriter _output;
    private readonly Timer _timer;
    private StringWriter _gathered = NewPage();
    private StringWriter _spare = NewPage();
    private long _lost;
    private bool _armed;

    public BatchingConsole(ConsoleFormatter formatter, TextWriter output)
    {
        (_formatter, _output) = (formatter, output);
        _timer = new Timer(static console => ((BatchingConsole)console!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Add<TState>(in LogEntry<TState> entry)
    {
        lock (_gate)
        {
            if (_gathered.GetStringBuilder().Length > MostGathered)
            {
                _lost++;
                return;
            }

            _formatter.Write(entry, null, _gathered);
            if (!_armed)
            {
                _armed = true;
                _timer.Change(entry.LogLevel >= LogLevel.Warning ? TimeSpan.Zero : Gather, Timeout.InfiniteTimeSpan);
            }
            else if (entry.LogLevel >= LogLevel.Warning)
            {
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The writing itself may block on a slow reader; lines are gathered on another page meanwhile.</summary>
    private void Flush()
    {
        lock (_writing)
        {
            StringWriter page;
            lock (_gate)
            {
                _armed = false;
                (page, _gathered) = (_gathered, _spare);
                if (_lost > 0)
                {
                    _gathered.WriteLine($"{_lost} log lines were lost: nobody read them in time");
                    _lost = 0;
                }
            }

            try
            {
                foreach (var chunk in page.GetStringBuilder().GetChunks())
                {
                    _output.Write(chunk.Span);
                }

                _output.Flush();
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException)
            {
                // nobody listens any more
            }

            page.GetStringBuilder().Clear();
            _spare = page;
        }
    }

    private static StringWriter NewPage() => new(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Category(BatchingConsole console, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                console.Add(new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter));
            }
        }
    }
}
