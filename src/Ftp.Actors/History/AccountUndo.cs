using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>From an event of one login and what came later to the command that takes it back; pure. What only its owner knew, a password, does not come back.</summary>
internal static class AccountUndo
{
    /// <param name="events">All of the login's, in order.</param>
    /// <param name="revision">Which of them, from 1.</param>
    public static UndoPlan Plan(IReadOnlyList<IPersisted> events, long revision, Origin origin)
    {
        if (events[(int)revision - 1] is not AccountEvent happened)
        {
            return UndoPlan.Invalid("this change cannot be read, so it cannot be taken back");
        }

        var plan = happened switch
        {
            AccountEnabled or AccountDisabled or AccountDetailsSet => OfAccount(events, revision, happened, origin),
            NameTaken e => new UndoPlan.ByAccount(new AccountCommands.Rename(e.Login, e.From, origin)),
            PasswordSet e => UndoPlan.Invalid($"a password cannot be taken back; set one: users passwd {e.Login}"),
            AccountAdded e => UndoPlan.Invalid($"an account goes with its password, which does not come back; if that is meant: users remove {e.Login}"),
            AccountRemoved e => UndoPlan.Invalid(
                $"the password of '{e.Login}' went with it: add it anew (users add {e.Login}), and then undo the revision that removed its entries and memberships (history --of user {e.Login})"),
            _ => UndoPlan.Invalid("this is a step of a renaming; 'users rename' takes all of it back"),
        };
        return plan with { Undoes = AccountEventText.Describe(happened).Text };
    }

    private static UndoPlan OfAccount(IReadOnlyList<IPersisted> events, long revision, AccountEvent happened, Origin origin)
    {
        var before = events.Take((int)revision - 1).Aggregate(AccountState.Empty, (state, e) => state.Apply(e));
        var after = before.Apply(happened);
        if (before.Account is not { } old || after.Account is not { } changed)
        {
            return UndoPlan.Invalid("what the account was before cannot be read");
        }

        var (now, account) = (after, changed);
        (long Revision, IPersisted Happened)? set = null;
        foreach (var later in events.Skip((int)revision))
        {
            now = now.Apply(later);
            if (now.Account is not { } there || now.Trouble is not null)
            {
                return InTheWay(happened.Login, now.Revision, later);
            }

            // the last one that leaves nothing to take back cleanly
            set = Details(old, changed, there) is null && Details(old, changed, account) is not null ? (now.Revision, later) : set;
            account = there;
        }

        return happened is AccountEnabled ? Switch(account.Enabled, new AccountCommands.Disable(happened.Login, origin), now)
            : happened is AccountDisabled ? Switch(!account.Enabled, new AccountCommands.Enable(happened.Login, origin), now)
            : Details(old, changed, account) is { } details ? new UndoPlan.ByAccount(new AccountCommands.Restore(happened.Login, details, origin) { ExpectedRevision = now.Revision })
            : InTheWay(happened.Login, set!.Value.Revision, set.Value.Happened);
    }

    private static UndoPlan Switch(bool isStill, AccountCommand back, AccountState now) =>
        isStill ? new UndoPlan.ByAccount(back with { ExpectedRevision = now.Revision }) : new UndoPlan.Nothing();

    private static AccountDetails? Details(AccountRecord before, AccountRecord after, AccountRecord now) =>
        ThreeWay.TakeBack(Json(before), Json(after), Json(now)) is { } back ? Stored.Value(back, FtpJson.Default.AccountDetails) : null;

    private static System.Text.Json.Nodes.JsonObject Json(AccountRecord account) => Stored.Json(account.Details, FtpJson.Default.AccountDetails);

    private static UndoPlan.Refused InTheWay(string login, long revision, IPersisted later) => UndoPlan.InTheWay(
        $"{login}:{RevisionName.Of(revision)}", later is AccountEvent e ? AccountEventText.Describe(e).Text : "cannot be read");
}
