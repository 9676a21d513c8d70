using Ftp.Actors.Settings;

namespace Ftp.Host;

/// <summary>What the caller wants, as typed.</summary>
internal abstract record HostCommand
{
    private HostCommand()
    {
    }

    internal sealed record Serve(ConfigSources Sources) : HostCommand;

    internal sealed record Check(ConfigSources Sources) : HostCommand;

    internal sealed record Ctl(IReadOnlyList<string> Arguments) : HostCommand;

    internal sealed record Version : HostCommand;

    internal sealed record Help : HostCommand;

    /// <param name="Message">One line; the exit code is 2.</param>
    internal sealed record Misused(string Message) : HostCommand;
}

/// <summary>The files and <c>--set</c> values of a command line, in their order.</summary>
internal sealed record ConfigSources(IReadOnlyList<string> Files, IReadOnlyList<string> Sets);

/// <summary><c>ftp-host [serve|check] [--hocon FILE]... [--set KEY=VALUE]...</c>, <c>ftp-host ctl COMMAND...</c>.</summary>
internal static class CommandLine
{
    internal const string Usage = """
        ftp-host: an FTP server

          ftp-host [serve]       run the server
          ftp-host check         every check of a start, without starting; listens on nothing
          ftp-host ctl COMMAND   administer the running server; `ftp-host ctl --help` lists the commands
          ftp-host --version

        Options of serve and check:
          --hocon FILE           read this file of settings; can be repeated, later ones win
                                 (without it, /etc/ftp-actors/ftp.conf where that exists)
          --set KEY=VALUE        set one key, for example --set ftp.settings.port=2121; wins over files

        Exit codes: 0 good, 1 failed, 2 usage.
        """;

    private static readonly string[] Words = ["serve", "check", "ctl", "help"];
    private static readonly string[] Options = ["--hocon", "--set", "--version", "--help"];

    internal static HostCommand Parse(IReadOnlyList<string> args)
    {
        var files = new List<string>();
        var sets = new List<string>();
        string? word = null;
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            switch (arg)
            {
                case "--version":
                    return new HostCommand.Version();
                case "--help" or "-h" or "-?" or "help":
                    return new HostCommand.Help();
                case "ctl" when word is null:
                    // what stands before the word finds the server too
                    return new HostCommand.Ctl([.. args.Take(i), .. args.Skip(i + 1)]);
                case "serve" or "check" when word is null:
                    word = arg;
                    continue;
            }

            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            var name = arg.StartsWith("--", StringComparison.Ordinal) && equals > 0 ? arg[..equals] : arg;
            if (name is not ("--hocon" or "--set"))
            {
                return new HostCommand.Misused(Unknown(arg, name, word));
            }

            if (name == arg && ++i == args.Count)
            {
                return new HostCommand.Misused($"{name} needs {(name == "--set" ? "KEY=VALUE" : "a file")}");
            }

            var value = name == arg ? args[i] : arg[(equals + 1)..];
            if (name == "--set" && value.IndexOf('=', StringComparison.Ordinal) <= 0)
            {
                return new HostCommand.Misused($"--set {value.Split('=')[0]}: KEY=VALUE is needed");
            }

            (name == "--set" ? sets : files).Add(value);
        }

        var sources = new ConfigSources(files, sets);
        return word == "check" ? new HostCommand.Check(sources) : new HostCommand.Serve(sources);
    }

    private static string Unknown(string arg, string name, string? word)
    {
        var isOption = arg.StartsWith('-');
        if (!isOption && word is not null)
        {
            return $"{word} takes no argument {arg}";
        }

        var nearest = NearestWord.Find(name, isOption ? Options : Words);
        var what = isOption ? "option" : "command";
        return nearest is null ? $"no such {what}: {arg}" : $"no such {what}: {arg}; did you mean {nearest}?";
    }
}
