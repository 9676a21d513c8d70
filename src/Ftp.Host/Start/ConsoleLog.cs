using Ftp.Host.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Ftp.Host.Start;

/// <summary>The log on standard error; standard output is for the lines of the start.</summary>
internal static class ConsoleLog
{
    internal static void Configure(ILoggingBuilder logging, NodeOptions options)
    {
        logging.ClearProviders().SetMinimumLevel(options.LogLevel);
        // what the actor system and the web server say of themselves is for developers
        var others = options.LogLevel <= LogLevel.Debug ? LogLevel.Information : LogLevel.Warning;
        foreach (var category in (string[])["Akka", "Microsoft", "System"])
        {
            logging.AddFilter(category, others);
        }

        logging.AddSimpleConsole(simple =>
        {
            simple.SingleLine = true;
            simple.UseUtcTimestamp = true;
            simple.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        logging.AddJsonConsole(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        // the formatters are the stock ones, their writer is ours
        logging.Services.RemoveAll<ILoggerProvider>();
        logging.Services.AddSingleton<ILoggerProvider>(services => new BatchingConsole(
            services.GetServices<ConsoleFormatter>().Single(f => f.Name == Formatter(options)),
            new StreamWriter(Console.OpenStandardError(), leaveOpen: true) { AutoFlush = false }));
    }

    internal static void Flush(IServiceProvider services)
    {
        foreach (var console in services.GetServices<ILoggerProvider>().OfType<BatchingConsole>())
        {
            console.FlushNow();
        }
    }

    private static string Formatter(NodeOptions options) =>
        options.JsonLog ? ConsoleFormatterNames.Json
        : SystemdHelpers.IsSystemdService() ? ConsoleFormatterNames.Systemd
        : ConsoleFormatterNames.Simple;
}
