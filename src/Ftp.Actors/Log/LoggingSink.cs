using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Ftp.Actors.Log;

/// <summary>Entries as lines of the host's logging (console, journald). Everything that a stranger may have named is escaped here.</summary>
/// <param name="time">Entries older than this clock's minute are shown with their own time.</param>
public sealed class LoggingSink(ILoggerFactory factory, TimeProvider time) : ILogSink
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = factory.CreateLogger("Ftp");

    public void Write(LogEntry entry)
    {
        try
        {
            var level = entry.Level;
            if (!_logger.IsEnabled(level == LogLevel.Error ? Microsoft.Extensions.Logging.LogLevel.Warning : Microsoft.Extensions.Logging.LogLevel.Information))
            {
                return;
            }

            var (text, name, where) = (LogText.Escape(entry.Text), LogText.Escape(entry.Event), Where(entry));
            switch (level)
            {
                case LogLevel.Error:
                    LogMessages.Error(_logger, text, name, where);
                    break;
                case LogLevel.Status:
                    LogMessages.Status(_logger, text, name, where);
                    break;
                default:
                    LogMessages.System(_logger, text, name, where);
                    break;
            }
        }
        catch (Exception)
        {
            // a log that fails (a full disk, a closed pipe) does not touch FTP
        }
    }

    private string Where(LogEntry entry)
    {
        var where = new StringBuilder();
        if (entry.Session is { } session)
        {
            where.Append(CultureInfo.InvariantCulture, $" session={session}");
        }

        Add(where, "login", entry.Login);
        Add(where, "host", entry.Host);
        Add(where, "resource", entry.Resource);
        Add(where, "path", entry.Path);
        foreach (var (key, value) in entry.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Add(where, LogText.Escape(key), value);
        }

        if (time.GetUtcNow() - entry.Time > Late)
        {
            where.Append(CultureInfo.InvariantCulture, $" at={entry.Time:O}");
        }

        return where.ToString();
    }

    /// <summary>A value with a blank, a quote or a bracket is quoted, so that it cannot pass for another field.</summary>
    private static void Add(StringBuilder where, string key, string? value)
    {
        if (value is null)
        {
            return;
        }

        var safe = LogText.Escape(value);
        where.Append(' ').Append(key).Append('=');
        if (safe.Length == 0 || safe.AsSpan().ContainsAny(" \"[]="))
        {
            where.Append('"').Append(safe.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            where.Append(safe);
        }
    }
}
