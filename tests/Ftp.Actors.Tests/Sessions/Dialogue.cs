using System.Runtime.CompilerServices;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>Golden dialogues: <c>C:</c> what the client says, <c>S:</c> what the server must say, <c>#</c> why. They speak with <see cref="TestNode"/>.</summary>
internal static class Dialogue
{
    public static IEnumerable<string> All([CallerFilePath] string here = "") =>
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "dialogues"), "*.txt").Order(StringComparer.Ordinal);

    public static IEnumerable<(bool Client, string Text)> Read(string file) =>
        File.ReadLines(file).Where(line => line.StartsWith("C: ", StringComparison.Ordinal) || line.StartsWith("S: ", StringComparison.Ordinal))
            .Select(line => (line[0] == 'C', line[3..]));

    /// <summary>The verbs that are spoken, SITE's with their sub-command.</summary>
    public static IEnumerable<string> Commands(string file) => Read(file).Where(line => line.Client).Select(line => line.Text.ToUpperInvariant().Split(' '))
        .SelectMany(words => words is ["SITE", var sub, ..] ? new[] { "SITE", $"SITE {sub}" } : [words[0]]);
}
