using System.Globalization;
using System.Text;
using Ftp.Host.Start;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

public sealed class BatchingConsoleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_line_survives_an_orderly_end_in_its_order()
    {
        using var reader = new SlowReader();
        reader.Go.Set();
        using (var console = new BatchingConsole(new Plain(), reader))
        {
            var log = console.CreateLogger("test");
            for (var i = 0; i < 5_000; i++)
            {
                Say(log, i % 500 == 0 ? LogLevel.Warning : LogLevel.Information, Number(i));
            }
        }

        Assert.Equal(Enumerable.Range(0, 5_000).Select(Number), reader.Lines);
    }

    [Fact]
    public async Task Lines_are_written_while_it_lives_and_a_flush_waits_for_them()
    {
        using var reader = new SlowReader();
        reader.Go.Set();
        using var console = new BatchingConsole(new Plain(), reader);
        var log = console.CreateLogger("test");
        Say(log, LogLevel.Information, "by the timer");
        await reader.Begun.Task.WaitAsync(Patience, Cancel);
        Say(log, LogLevel.Information, "by the flush");
        console.FlushNow();
        Assert.Equal(["by the timer", "by the flush"], reader.Lines);
    }

    [Fact]
    public async Task Lines_that_a_stuck_reader_loses_are_counted_where_they_are_missing()
    {
        using var reader = new SlowReader();
        var lost = 0;
        using (var console = new BatchingConsole(new Plain(), reader))
        {
            var log = console.CreateLogger("test");
            Say(log, LogLevel.Warning, "first");
            await reader.Begun.Task.WaitAsync(Patience, Cancel);
            // the page is full behind the first line that goes beyond the bound
            var line = new string('x', BatchingConsole.MostGathered / 8);
            for (var i = 0; i < 20; i++)
            {
                Say(log, LogLevel.Information, line);
                lost = Math.Max(0, i - 7);
            }

            reader.Go.Set();
        }

        Assert.Equal(["first", .. Enumerable.Repeat("x", 8), $"{lost} log lines were lost: nobody read them in time"], reader.Lines.Select(l => l[0] == 'x' ? "x" : l));
    }

    [Fact]
    public async Task An_end_does_not_wait_for_a_reader_that_does_not_read()
    {
        using var reader = new SlowReader();
        var console = new BatchingConsole(new Plain(), reader);
        Say(console.CreateLogger("test"), LogLevel.Warning, "nobody reads this");
        await reader.Begun.Task.WaitAsync(Patience, Cancel);
        await Task.Run(console.Dispose, Cancel).WaitAsync(Patience, Cancel);
        reader.Go.Set();
    }

    [Fact]
    public void A_line_said_after_the_end_is_written_all_the_same()
    {
        using var reader = new SlowReader();
        reader.Go.Set();
        var console = new BatchingConsole(new Plain(), reader);
        console.Dispose();
        Say(console.CreateLogger("test"), LogLevel.Information, "late");
        Assert.Equal(["late"], reader.Lines);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Say(ILogger log, LogLevel level, string text) => log.Log(level, default, text, null, static (said, _) => said);

    private sealed class Plain() : ConsoleFormatter("plain")
    {
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
            textWriter.Write(logEntry.Formatter!(logEntry.State, logEntry.Exception) + "\n");
    }

    /// <summary>A pipe whose other end reads when it is told to.</summary>
    private sealed class SlowReader : TextWriter
    {
        private readonly StringBuilder _read = new();

        public ManualResetEventSlim Go { get; } = new();

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Encoding Encoding => Encoding.UTF8;

        public string[] Lines => _read.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Begun.TrySetResult();
            Go.Wait();
            _read.Append(buffer);
        }
    }
}
