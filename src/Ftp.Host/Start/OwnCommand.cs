namespace Ftp.Host.Start;

/// <summary>The words by which an operator can start this very program again, as printed in help: short, and good for a shell.</summary>
/// <param name="Process">The executable that runs: <c>ftp-host</c> itself or <c>dotnet</c>.</param>
/// <param name="Assembly">The program's own file.</param>
/// <param name="SearchPath">The folders of PATH.</param>
internal sealed record OwnCommand(string Process, string Assembly, IReadOnlyList<string> SearchPath)
{
    internal static OwnCommand Current { get; } = new(
        Environment.ProcessPath ?? "ftp-host", Path.GetFullPath(Environment.GetCommandLineArgs()[0]), (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));

    /// <summary>Run as <c>dotnet ftp-host.dll</c> the process is dotnet, which by itself knows no <c>ctl</c>.</summary>
    public override string ToString() =>
        Path.GetFileNameWithoutExtension(Process) == Path.GetFileNameWithoutExtension(Assembly) ? Found(Process) : $"{Found(Process)} {Quoted(Assembly)}";

    /// <summary>Safe as one word of a POSIX shell.</summary>
    internal static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:@%".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>By name where the shell finds this file under it (a link in PATH is how dotnet is usually found).</summary>
    private string Found(string file)
    {
        var name = Path.GetFileName(file);
        var first = SearchPath.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return first is not null && Real(first) == Real(file) ? name : Quoted(file);
    }

    private static string Real(string file) => new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;
}
