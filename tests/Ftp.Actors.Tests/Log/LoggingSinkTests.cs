using System.Collections.Immutable;
using Ftp.Actors.Log;
using Microsoft.Extensions.Logging;
using Xunit;
using LogLevel = Ftp.Actors.Log.LogLevel;
using MicrosoftLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Ftp.Actors.Tests.Log;

public sealed class LoggingSinkTests : IDisposable
{
    private readonly Lines _lines = new();

    [Theory]
    [InlineData(LogLevel.System, MicrosoftLevel.Information, 1001)]
    [InlineData(LogLevel.Status, MicrosoftLevel.Information, 1002)]
    [InlineData(LogLevel.Error, MicrosoftLevel.Warning, 1003)]
    public void Each_level_has_its_event_id(LogLevel level, MicrosoftLevel expected, int id)
    {
        Write(new LogEntry(DateTimeOffset.UtcNow, level, "login.failed", "ada could not log in"));
        Assert.Equal((expected, id, "ada could not log in [login.failed]"), Assert.Single(_lines.Written));
    }

    [Fact]
    public void Where_it_happened_follows_the_sentence()
    {
        Write(new LogEntry(DateTimeOffset.UtcNow, LogLevel.System, "x", "done")
        {
            Session = 7,
            Login = "ada",
            Host = "192.0.2.1",
            Resource = "public",
            Path = "/public/a b",
            Fields = ImmutableDictionary<string, string>.Empty.Add("limit", "n"),
        });
        Assert.Equal("done [x session=7 login=ada host=192.0.2.1 resource=public path=\"/public/a b\" limit=n]", Assert.Single(_lines.Written).Text);
    }

    [Fact]
    public void A_hostile_name_forges_neither_a_line_nor_a_field()
    {
        Write(new LogEntry(DateTimeOffset.UtcNow, LogLevel.System, "x", "stored a\r\nb") { Path = "/a\" login=\"root\u001b[0m", Login = "" });
        Assert.Equal("stored a\\r\\nb [x login=\"\" path=\"/a\\\" login=\\\"root\\x1b[0m\"]", Assert.Single(_lines.Written).Text);
    }

    [Fact]
    public void An_entry_of_the_past_says_its_time()
    {
        Write(new LogEntry(DateTimeOffset.UnixEpoch, LogLevel.System, "x", "done"));
        Assert.Contains("at=1970-01-01T00:00:00", Assert.Single(_lines.Written).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_fails_does_not_reach_the_caller()
    {
        _lines.Broken = true;
        Write(new LogEntry(DateTimeOffset.UtcNow, LogLevel.Error, "x", "done"));
        Assert.Empty(_lines.Written);
    }

    public void Dispose() => _lines.Dispose();

    private void Write(LogEntry entry) => new LoggingSink(_lines, TimeProvider.System).Write(entry);

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public List<(MicrosoftLevel Level, int Id, string Text)> Written { get; } = [];

        public bool Broken { get; set; }

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(MicrosoftLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Broken)
            {
                throw new IOException("disk full");
            }

            Written.Add((logLevel, eventId.Id, formatter(state, exception)));
        }

        public bool IsEnabled(MicrosoftLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
