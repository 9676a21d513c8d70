using System.Runtime.CompilerServices;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>
/// Golden dialogues: <c>C:</c> what the client says, <c>S:</c> what the server must say, <c>T:</c> the client's part of a handshake (<c>on</c>) or of its end (<c>off</c>), <c>#</c> why.
/// They speak with <see cref="TestNode"/>, as <c>N:</c> sets it: <c>implicit</c>, <c>clear-command-channel</c>.
/// </summary>
internal static class Dialogue
{
    public static IEnumerable<string> All([CallerFilePath] string here = "") =>
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "dialogues"), "*.txt").Order(StringComparer.Ordinal);

    public static IEnumerable<(char Who, string Text)> Read(string file) =>
        File.ReadLines(file).Where(line => line.Length > 3 && line[0] is 'C' or 'S' or 'T' or 'N' && line[1] == ':').Select(line => (line[0], line[3..]));

    /// <summary>The verbs that are spoken, SITE's with their sub-command.</summary>
    public static IEnumerable<string> Commands(string file) => Read(file).Where(line => line.Who == 'C').Select(line => line.Text.ToUpperInvariant().Split(' '))
        .SelectMany(words => words is ["SITE", var sub, ..] ? new[] { "SITE", $"SITE {sub}" } : [words[0]]);
}
