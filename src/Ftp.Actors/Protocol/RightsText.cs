namespace Ftp.Actors.Protocol;

/// <summary>Rights as operators write them: a preset (<c>edit</c>, <c>view</c>, <c>drop</c>) or names separated by commas.</summary>
public static class RightsText
{
    private static readonly (string Name, Rights Right)[] Names =
    [
        ("list", Rights.List), ("download", Rights.Download), ("upload", Rights.Upload), ("overwrite", Rights.Overwrite),
        ("append", Rights.Append), ("delete", Rights.Delete), ("create-directory", Rights.CreateDirectory),
        ("remove-directory", Rights.RemoveDirectory), ("rename", Rights.Rename), ("set-attributes", Rights.SetAttributes),
    ];

    private static readonly (string Name, Rights Right)[] Presets =
        [("edit", Rights.Edit), ("view", Rights.View), ("drop", Rights.Drop)];

    /// <summary>What <see cref="TryParse"/> takes, for an error message.</summary>
    public static string Allowed { get; } =
        string.Join(", ", Presets.Select(p => p.Name)) + ", or a list of " + string.Join(", ", Names.Select(n => n.Name));

    public static IEnumerable<Rights> Single => Names.Select(n => n.Right);

    public static bool TryParse(string text, out Rights rights)
    {
        rights = Rights.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var one = Find(word);
            if (one == Rights.None)
            {
                rights = Rights.None;
                return false;
            }

            rights |= one;
        }

        return true;
    }

    /// <summary>The preset's name where the rights are one, else as <see cref="Format"/>: for sentences about entries, not for one right (<c>drop</c> is no more than <c>upload</c>).</summary>
    public static string Short(Rights rights) => Presets.FirstOrDefault(p => p.Right == rights).Name ?? Format(rights);

    /// <summary>The names, separated by commas; <c>none</c> for no right.</summary>
    public static string Format(Rights rights) =>
        rights == Rights.None ? "none" : string.Join(',', Names.Where(n => rights.HasFlag(n.Right)).Select(n => n.Name));

    private static Rights Find(string word)
    {
        foreach (var (name, right) in Presets.Concat(Names))
        {
            if (string.Equals(name, word, StringComparison.OrdinalIgnoreCase))
            {
                return right;
            }
        }

        return Rights.None;
    }
}
