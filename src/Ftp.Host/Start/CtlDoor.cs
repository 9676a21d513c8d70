using Ftp.Admin.Ctl;
using Ftp.Host.Configuration;

namespace Ftp.Host.Start;

/// <summary><c>ftp-host ctl …</c>: the command line of the running server. Nothing of a server is loaded for it.</summary>
internal static class CtlDoor
{
    internal static Task<int> RunAsync(IReadOnlyList<string> arguments) => CtlProgram.RunAsync(arguments, CtlEnvironment.ForConsole(DataDirectoryOf));

    private static string DataDirectoryOf(IReadOnlyList<string> files, IReadOnlyList<string> sets)
    {
        if (sets.FirstOrDefault(s => s.IndexOf('=', StringComparison.Ordinal) <= 0) is { } bad)
        {
            throw new InvalidDataException($"--set {bad.Split('=')[0]}: KEY=VALUE is needed");
        }

        var loaded = ConfigLoader.Load(new ConfigSources(files, sets), Environment.CurrentDirectory);
        return loaded.Options?.DataDirectory ?? throw new InvalidDataException(string.Join('\n', loaded.Problems));
    }
}
