using Ftp.Actors.Catalog;

namespace Ftp.Actors.Accounts;

/// <summary>The steps of a renaming, each to one login; each can be repeated. Order: reserve the new name, move the rights, leave the old name, take the new one, free the old one.</summary>
internal static class AccountSteps
{
    public sealed record Reserve(string Login, string From, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>Answer: <see cref="Left"/>.</summary>
    public sealed record Leave(string Login, string NewLogin, Origin Origin) : AccountCommand(Login, Origin);

    public sealed record Take(string Login, AccountRecord Account, Origin Origin) : AccountCommand(Login, Origin);

    public sealed record Free(string Login, string NewLogin, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>Gives a reserved name back after the old account turned out not to be there.</summary>
    public sealed record Release(string Login, string From, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>The password that was right just now, hashed by this server; nothing happens where the account has another verifier by now.</summary>
    public sealed record Rehash(string Login, Secret Old, Secret New, Origin Origin) : AccountCommand(Login, Origin);

    /// <summary>Answer: <see cref="AccountState"/>.</summary>
    public sealed record Look(string Login);

    /// <summary>The account as it left its old name.</summary>
    public sealed record Left(AccountRecord Account);

    /// <summary>Writes the account list's row again from the account's state. Answer: <see cref="Reindexed"/>.</summary>
    public sealed record Reindex(string Login);

    public sealed record Reindexed(bool Ok);
}
