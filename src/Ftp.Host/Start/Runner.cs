using Ftp.Host.Configuration;

namespace Ftp.Host.Start;

/// <summary>Carries out a command line.</summary>
internal static class Runner
{
    internal const int Good = 0;
    internal const int Failed = 1;
    internal const int UsageError = 2;

    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await CarryOutAsync(args);
        }
        catch (Exception e)
        {
            // whatever the files hold: a line and exit 1, not a crash with a core dump that a service manager starts again and again
            await Console.Error.WriteLineAsync($"ftp-host: unexpected fault: {e}");
            return Failed;
        }
    }

    private static async Task<int> CarryOutAsync(string[] args)
    {
        switch (CommandLine.Parse(args))
        {
            case HostCommand.Serve serve:
                return Load(serve.Sources) is { } options ? await Server.RunAsync(options) : Failed;
            case HostCommand.Check check:
                return Check(check.Sources);
            case HostCommand.Ctl ctl:
                return await CtlDoor.RunAsync(ctl.Arguments);
            case HostCommand.Version:
                Console.WriteLine($"ftp-host {ProductVersion.Text}");
                return Good;
            case HostCommand.Help:
                Console.WriteLine(CommandLine.Usage);
                return Good;
            case HostCommand.Misused misused:
                await Console.Error.WriteLineAsync($"ftp-host: {misused.Message}\nTry: ftp-host --help");
                return UsageError;
            default:
                throw new InvalidOperationException();
        }
    }

    private static int Check(ConfigSources sources)
    {
        if (Load(sources) is not { } options)
        {
            return Failed;
        }

        var lines = StartChecks.Run(options).ToList();
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        return lines.Any(l => l.Verdict == Verdict.Fault) ? Failed : Good;
    }

    private static NodeOptions? Load(ConfigSources sources)
    {
        var loaded = ConfigLoader.Load(sources, Environment.CurrentDirectory);
        foreach (var problem in loaded.Problems)
        {
            Console.Error.WriteLine($"ftp-host: {problem}");
        }

        return loaded.Options;
    }
}
