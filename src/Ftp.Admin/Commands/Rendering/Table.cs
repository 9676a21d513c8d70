using System.Text;

namespace Ftp.Admin.Commands.Rendering;

/// <summary>Aligned text for people.</summary>
public static class Table
{
    /// <summary>Columns under headings; the last one is not padded.</summary>
    /// <param name="empty">The sentence that stands for a table without rows.</param>
    public static string Of(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, string empty)
    {
        var lines = rows.Select(r => r.Select(SafeText.Of).ToArray()).ToList();
        if (lines.Count == 0)
            return empty;
        lines.Insert(0, [.. headings]);
        return Align(lines);
    }

    /// <summary>One thing: its fields, one a line. Fields without a value are left out.</summary>
    public static string Fields(params IEnumerable<(string Name, string? Value)> fields) =>
        Align([.. fields.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => new[] { f.Name + ":", SafeText.Of(f.Value!) })]);

    private static string Align(List<string[]> lines)
    {
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(l => l[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var start = text.Length;
            for (var column = 0; column < line.Length; column++)
                text.Append(line[column].PadRight(widths[column] + 2));
            while (text.Length > start && text[^1] == ' ')
                text.Length--;
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }
}
