namespace Ftp.Actors.Protocol;

/// <summary>The facts that MLST and MLSD show (RFC 3659 section 7.5); OPTS MLST chooses among them.</summary>
[Flags]
public enum MlsxFacts
{
    None = 0,
    Type = 1 << 0,
    Size = 1 << 1,
    Modify = 1 << 2,
    Create = 1 << 3,
    Perm = 1 << 4,
    Unique = 1 << 5,
    UnixMode = 1 << 6,
    All = (1 << 7) - 1,
    Default = All,
}

/// <summary>Facts as FEAT and OPTS MLST write them.</summary>
public static class MlsxFactList
{
    private static readonly (string Name, MlsxFacts Fact)[] Names =
    [
        ("type", MlsxFacts.Type), ("size", MlsxFacts.Size), ("modify", MlsxFacts.Modify), ("create", MlsxFacts.Create), ("perm", MlsxFacts.Perm),
        ("unique", MlsxFacts.Unique), ("UNIX.mode", MlsxFacts.UnixMode),
    ];

    /// <summary>OPTS MLST's list (RFC 3659 section 7.9): facts that we do not have are passed over, no list means no facts.</summary>
    /// <returns>False for something that is no list: it holds a space.</returns>
    public static bool TryParse(string optsArgument, out MlsxFacts facts)
    {
        facts = MlsxFacts.None;
        if (optsArgument.Contains(' ', StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var word in optsArgument.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var (name, fact) in Names)
            {
                if (string.Equals(name, word, StringComparison.OrdinalIgnoreCase))
                {
                    facts |= fact;
                }
            }
        }

        return true;
    }

    /// <summary>For the answer to OPTS MLST: <c>type;size;</c>.</summary>
    public static string Format(MlsxFacts selected) =>
        string.Concat(Names.Where(n => selected.HasFlag(n.Fact)).Select(n => n.Name + ";"));

    /// <summary>For FEAT: every fact we have, the selected ones with a star: <c>type*;size*;create;</c> (RFC 3659 section 7.8).</summary>
    public static string FormatFeature(MlsxFacts selected) =>
        string.Concat(Names.Select(n => n.Name + (selected.HasFlag(n.Fact) ? "*;" : ";")));
}
