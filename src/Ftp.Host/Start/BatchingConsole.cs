using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ftp.Host.Start;

/// <summary>
/// Log lines on standard error, gathered for a moment and written together. The stock console writes and wakes its thread for each line: with a line for each file
/// that was a tenth of the cost of sending a small one. Warnings are written at once. A reader that stopped reading loses lines, counted, and stops nothing.
/// What is gathered is written at every end of the process that the process itself notices.
/// </summary>
internal sealed class BatchingConsole : ILoggerProvider
{
    /// <summary>Characters.</summary>
    internal const int MostGathered = 4 * 1024 * 1024;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    /// <summary>For a reader that does not read: an end must come all the same.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1.5);

    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly ConsoleFormatter _formatter;
    private readonly TextWriter _output;
    private readonly Timer _timer;
    private StringWriter _gathered = NewPage();
    private StringWriter _spare = NewPage();
    private long _lost;
    private bool _armed;
    private bool _urgent;
    private bool _busy;
    private bool _ended;

    public BatchingConsole(ConsoleFormatter formatter, TextWriter output)
    {
        (_formatter, _output) = (formatter, output);
        _timer = new Timer(static console => ((BatchingConsole)console!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // a second SIGTERM, and a crash: nobody disposes then
        AppDomain.CurrentDomain.ProcessExit += OnEnd;
        AppDomain.CurrentDomain.UnhandledException += OnEnd;
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnEnd;
        lock (_gate)
        {
            _ended = true;
            _timer.Dispose();
        }

        FlushNow();
    }

    /// <summary>Returns when all that was said is written, or the reader has not taken it in <see cref="LastPatience"/>.</summary>
    internal void FlushNow()
    {
        var flush = new Thread(Flush) { IsBackground = true, Name = "last log lines" };
        flush.Start();
        _ = flush.Join(LastPatience);
    }

    private void OnEnd(object? sender, EventArgs e) => FlushNow();

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
            _urgent |= entry.LogLevel >= LogLevel.Warning;
            Arm();
            if (!_ended)
            {
                return;
            }
        }

        // somebody who speaks after the end
        FlushNow();
    }

    /// <summary>Not while a page is being written: each warning would send one more thread to wait for a reader that does not read.</summary>
    private void Arm()
    {
        if (!_busy && !_ended && (!_armed || _urgent))
        {
            _armed = true;
            _timer.Change(_urgent ? TimeSpan.Zero : Gather, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _armed = false;
            if (_busy)
            {
                return;
            }

            _busy = true;
        }

        Flush();
        lock (_gate)
        {
            _busy = false;
            if (_gathered.GetStringBuilder().Length > 0)
            {
                Arm();
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
                _urgent = false;
                if (_lost > 0)
                {
                    // as the other lines are, for collectors that read JSON
                    _formatter.Write(
                        new LogEntry<long>(LogLevel.Warning, "log", default, _lost, null, static (lost, _) => $"{lost} log lines were lost: nobody read them in time"), null, _gathered);
                    _lost = 0;
                }

                (page, _gathered) = (_gathered, _spare);
            }

            Write(page.GetStringBuilder());
            _spare = page;
        }
    }

    private void Write(StringBuilder page)
    {
        try
        {
            foreach (var chunk in page.GetChunks())
            {
                _output.Write(chunk.Span);
            }

            _output.Flush();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // nobody listens any more
        }

        page.Clear();
    }

    private static StringWriter NewPage() => new(CultureInfo.InvariantCulture);

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
