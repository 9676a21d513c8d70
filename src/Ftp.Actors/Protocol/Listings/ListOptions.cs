namespace Ftp.Actors.Protocol;

public enum ListSort { Name, Time, Size, None }

/// <summary>
/// What clients write between LIST or NLST and the path, as if the server were ls(1). No RFC knows it, and every client counts on it. Letters that mean nothing to us are
/// passed over, as servers do. A path that begins with '-' is reached as <c>./-x</c> or after <c>--</c>.
/// </summary>
public sealed record ListOptions
{
    public static ListOptions Default { get; } = new();

    /// <summary>-a, -A: names that begin with a dot too.</summary>
    public bool All { get; init; }
    /// <summary>-a without -A: "." and ".." as well.</summary>
    public bool Dots { get; init; }
    /// <summary>-l: long lines from NLST; LIST has them anyway.</summary>
    public bool Long { get; init; }
    /// <summary>-R.</summary>
    public bool Recursive { get; init; }
    /// <summary>-1: bare names from LIST.</summary>
    public bool OnePerLine { get; init; }
    /// <summary>-d: the directory itself instead of what is in it.</summary>
    public bool DirectoryItself { get; init; }
    /// <summary>-t newest first, -S largest first, -U and -f in the order of the disk.</summary>
    public ListSort Sort { get; init; } = ListSort.Name;
    /// <summary>-r.</summary>
    public bool Reverse { get; init; }

    /// <summary>Splits an argument into its options and the path; without options the argument is the path as it stands, spaces and all.</summary>
    public static (ListOptions Options, string Path) Parse(string argument)
    {
        var options = Default;
        var path = argument;
        while (path.TrimStart(' ') is ['-', not ' ', ..] word)
        {
            var end = word.IndexOf(' ', StringComparison.Ordinal);
            var letters = end < 0 ? word : word[..end];
            path = end < 0 ? "" : word[end..].TrimStart(' ');
            if (letters == "--")
            {
                break;
            }

            foreach (var letter in letters.StartsWith("--", StringComparison.Ordinal) ? [] : letters.AsSpan(1))
            {
                options = options.With(letter);
            }
        }

        return (options, path);
    }

    private ListOptions With(char letter) => letter switch
    {
        'a' => this with { All = true, Dots = true },
        'A' => this with { All = true },
        'l' => this with { Long = true, OnePerLine = false },
        '1' => this with { OnePerLine = true, Long = false },
        'R' => this with { Recursive = true },
        'd' => this with { DirectoryItself = true },
        't' => this with { Sort = ListSort.Time },
        'S' => this with { Sort = ListSort.Size },
        'U' => this with { Sort = ListSort.None },
        'f' => this with { Sort = ListSort.None, All = true, Dots = true },
        'r' => this with { Reverse = true },
        _ => this,
    };
}
