namespace Ftp.Actors.Accounts;

/// <summary>Which logins an account can have. A login may become part of a path (<c>{login}</c>), so it is one plain component and cannot look like another.</summary>
public static class LoginName
{
    public const int MaximumLength = 64;

    public const string Allowed = "1 to 64 of a-z, A-Z, 0-9 and . _ - @ +, beginning with a letter or digit, not 'anonymous' or 'ftp'";

    /// <summary>anonymous and ftp are guests (RFC 1635).</summary>
    public static bool IsGuest(string login) =>
        string.Equals(login, "anonymous", StringComparison.OrdinalIgnoreCase) || string.Equals(login, "ftp", StringComparison.OrdinalIgnoreCase);

    public static bool IsValid(string login) =>
        login.Length is > 0 and <= MaximumLength && char.IsAsciiLetterOrDigit(login[0])
        && login.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+') && !IsGuest(login);
}
