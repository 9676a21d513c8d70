using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Catalog;

/// <summary>
/// NFC and NFD of a name are the same name to the catalogue, as they are to the storage: a Mac types "Müller" in other letters than the operator did. A closed
/// folder is closed in every spelling.
/// </summary>
public static class Spelling
{
    /// <summary>The form in which paths are compared.</summary>
    public static FtpPath Composed(FtpPath path)
    {
        foreach (var component in path.Components.AsSpan())
        {
            if (!UnicodeForms.IsAscii(component))
            {
                return path.Spelled(UnicodeForms.Compose);
            }
        }

        return path;
    }

    /// <summary>What the catalogue has under a typed name, in whichever spelling it has it; the one that was typed first.</summary>
    /// <param name="name">As the catalogue spells it.</param>
    public static bool TryFind<T>(ImmutableSortedDictionary<string, T> entries, string typed, out string name, [MaybeNullWhen(false)] out T found)
    {
        foreach (var spelling in UnicodeForms.Spellings(typed))
        {
            if (entries.TryGetValue(spelling, out found))
            {
                name = spelling;
                return true;
            }
        }

        (name, found) = (typed, default);
        return false;
    }
}
