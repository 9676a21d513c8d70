namespace Ftp.Actors.Protocol;

/// <summary>What the asking subject may do with one entry, as far as the fact perm tells it.</summary>
/// <param name="Rights">Effective rights at the entry's own path.</param>
/// <param name="CanEnter">A directory: CWD is allowed.</param>
/// <param name="CanList">A directory: LIST is allowed, if only to show what is on the way to a grant.</param>
/// <param name="Pinned">Holds grants or closed folders, or is the top of a resource or directory: it can be neither renamed nor removed.</param>
public readonly record struct EntryRights(Rights Rights, bool CanEnter, bool CanList, bool Pinned);

/// <summary>The fact perm (RFC 3659 section 7.5.5), from live rights: a client can grey out a button before the user presses it.</summary>
public static class MlsxPerm
{
    /// <summary>Writes the letters in alphabetical order.</summary>
    /// <param name="target">What the entry is, or what its link leads to.</param>
    /// <param name="own">Rights at the entry: they say whether it can be renamed and removed.</param>
    /// <param name="reached">Rights at what the entry leads to: they say what can be done inside. The same as <paramref name="own"/> but for links.</param>
    /// <param name="isLink">Removing the entry is DELE of a link, whatever it leads to.</param>
    /// <returns>The number of letters.</returns>
    public static int Write(FileKind target, bool partial, in EntryRights own, in EntryRights reached, bool isLink, Span<byte> to)
    {
        var directory = target == FileKind.Directory;
        var file = target == FileKind.File;
        var removal = directory && !isLink ? Rights.RemoveDirectory : Rights.Delete;
        var rights = reached.Rights;
        var length = 0;
        Add(file && Has(rights, partial ? Rights.Upload | Rights.Append : Rights.Append), 'a', to, ref length);
        Add(directory && Has(rights, Rights.Upload), 'c', to, ref length);
        Add(!own.Pinned && Has(own.Rights, removal), 'd', to, ref length);
        Add(directory && reached.CanEnter, 'e', to, ref length);
        Add(!own.Pinned && !partial && Has(own.Rights, Rights.Rename), 'f', to, ref length);
        Add(directory && reached.CanList, 'l', to, ref length);
        Add(directory && Has(rights, Rights.CreateDirectory), 'm', to, ref length);
        Add(directory && Has(rights, Rights.Delete | Rights.RemoveDirectory), 'p', to, ref length);
        Add(file && !partial && Has(rights, Rights.Download), 'r', to, ref length);
        Add(file && Has(rights, partial ? Rights.Upload | Rights.Overwrite : Rights.Overwrite), 'w', to, ref length);
        return length;
    }

    public static string Format(FileKind kind, bool partial, in EntryRights rights)
    {
        Span<byte> letters = stackalloc byte[10];
        return System.Text.Encoding.ASCII.GetString(letters[..Write(kind, partial, rights, rights, isLink: false, letters)]);
    }

    private static bool Has(Rights rights, Rights any) => (rights & any) != Rights.None;

    private static void Add(bool allowed, char letter, Span<byte> to, ref int length)
    {
        if (allowed)
        {
            to[length++] = (byte)letter;
        }
    }
}
