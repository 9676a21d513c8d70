using System.Collections.Immutable;
using System.Globalization;
using Ftp.Actors.Log;

namespace Ftp.Actors.Accounts;

/// <summary>Changes of accounts in the operator's words.</summary>
public static class AccountEventText
{
    /// <param name="revision">Of the login, with this change.</param>
    public static LogEntry Entry(AccountEvent happened, long revision)
    {
        var (name, text) = Describe(happened);
        var origin = happened.Stamp.Origin;
        var fields = ImmutableDictionary<string, string>.Empty
            .Add("by", origin.By).Add("door", origin.Door).Add("from", origin.From).Add("revision", revision.ToString(CultureInfo.InvariantCulture));
        return new LogEntry(happened.Stamp.At, LogLevel.System, name, $"{origin.By} ({origin.Door}) {text}")
        {
            Login = happened.Login,
            Fields = happened.Stamp.Comment is { } comment ? fields.Add("comment", comment) : fields,
        };
    }

    /// <summary>A stable name and what happened, to be read after who did it.</summary>
    public static (string Name, string Text) Describe(AccountEvent happened) => happened switch
    {
        AccountAdded e => ("account.added", $"added user '{e.Login}'"),
        AccountDetailsSet e => ("account.set", $"changed user '{e.Login}'"),
        PasswordSet e => ("account.password-set", $"set the password of user '{e.Login}'"),
        PasswordRemoved e => ("account.password-removed", $"took the password of user '{e.Login}' away"),
        PasswordRehashed e => ("account.password-rehashed", $"hashed the password of user '{e.Login}' anew after its first login here"),
        AccountEnabled e => ("account.enabled", $"enabled user '{e.Login}'"),
        AccountDisabled e => ("account.disabled", $"disabled user '{e.Login}'"),
        AccountRemoved e => ("account.removed", $"removed user '{e.Login}'"),
        NameReserved e => ("account.rename-begun", $"began to rename user '{e.From}' to '{e.Login}'"),
        NameLeft e => ("account.rename-moved", $"moved user '{e.Login}' to '{e.NewLogin}'"),
        NameTaken e => ("account.renamed", $"renamed user '{e.From}' to '{e.Login}'"),
        NameFreed e => ("account.rename-ended", $"freed the login '{e.Login}'"),
        _ => ("account.changed", $"changed user '{happened.Login}'"),
    };
}
