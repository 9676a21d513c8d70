namespace Ftp.Actors.Accounts;

/// <summary>
/// The table that lists are read from, beside the journal, which holds the truth. A change is announced here before the journal gets it and the
/// announcement is taken back with the row's writing: what is still announced at the next start is read from the journal and written again.
/// </summary>
/// <remarks>A key is the login in lower case.</remarks>
public interface IAccountIndex
{
    Task AnnounceAsync(string key);

    /// <summary>Writes the row (null: removes it), unless a later revision's is there, and takes the announcement back.</summary>
    Task WriteAsync(string key, long revision, AccountRow? row);

    /// <summary>Up to <paramref name="most"/> announced keys.</summary>
    Task<IReadOnlyList<string>> AnnouncedAsync(int most);

    /// <summary>The first rows behind a key, in the order of the keys: what is added or removed meanwhile moves no other from one page to another.</summary>
    /// <param name="after">Null: from the first one.</param>
    Task<IReadOnlyList<AccountRow>> PageAsync(string? after, int take);

    Task<AccountPage> ListAsync(string? search, int skip, int take);
}
