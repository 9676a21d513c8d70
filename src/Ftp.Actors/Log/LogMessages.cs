using Microsoft.Extensions.Logging;

namespace Ftp.Actors.Log;

/// <summary>What goes to Microsoft.Extensions.Logging, with event ids that stay. Arguments that are not in the text are fields for structured sinks.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1001, Microsoft.Extensions.Logging.LogLevel.Information, "{Text} [{Event}{Where}]", EventName = "System")]
    public static partial void System(ILogger logger, string text, string @event, string where);

    [LoggerMessage(1002, Microsoft.Extensions.Logging.LogLevel.Information, "{Text} [{Event}{Where}]", EventName = "Status")]
    public static partial void Status(ILogger logger, string text, string @event, string where);

    /// <summary>A warning: the log page shows it red, but most are clients' errors, and who watches for <c>Error</c> wants the machine's.</summary>
    [LoggerMessage(1003, Microsoft.Extensions.Logging.LogLevel.Warning, "{Text} [{Event}{Where}]", EventName = "Error")]
    public static partial void Error(ILogger logger, string text, string @event, string where);
}
