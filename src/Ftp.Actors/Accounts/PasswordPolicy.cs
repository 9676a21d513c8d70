using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Accounts;

/// <summary>What a new password must be, wherever it is set. Nothing here is asked of passwords that exist.</summary>
/// <param name="MinimumLength">In characters.</param>
/// <param name="MinimumClasses">Of lower case, upper case, digits and the rest.</param>
public sealed record PasswordPolicy(int MinimumLength, int MinimumClasses)
{
    public const int MaximumBytes = 1024;

    /// <summary>A shorter login may stand in a password by chance.</summary>
    private const int ShortestLogin = 3;

    public static PasswordPolicy Of(ServerSettings settings) => new(settings.PasswordMinimumLength, settings.PasswordMinimumClasses);

    /// <summary>Everything that is wrong with it, each with what is allowed; empty: it is good. No word of it repeats the password.</summary>
    public ImmutableArray<string> Wrong(string password, string login)
    {
        var wrong = ImmutableArray.CreateBuilder<string>();
        var (length, classes) = (password.EnumerateRunes().Count(), Classes(password));
        Add(length < MinimumLength, $"it has {length} characters; at least {MinimumLength} are needed (password-minimum-length)");
        Add(classes < MinimumClasses, $"it has {classes} of the kinds lower case, upper case, digits, others; at least {MinimumClasses} are needed (password-minimum-classes)");
        Add(Encoding.UTF8.GetByteCount(password) > MaximumBytes, $"it is longer than {MaximumBytes} bytes");
        Add(password.Any(char.IsControl), "it has control characters such as a line break, which cannot be sent over FTP");
        Add(IsLike(password, login), $"it is or holds the login; it must not hold '{login}'");
        Add(CommonPasswords.Has(password), "it is one of the most common passwords, which are guessed first");
        return wrong.DrainToImmutable();

        void Add(bool isSo, string why)
        {
            if (isSo)
            {
                wrong.Add(why);
            }
        }
    }

    /// <summary>The same as one sentence; null: it is good.</summary>
    public string? Unfit(string password, string login) => Wrong(password, login) is { IsEmpty: false } wrong ? $"the password is refused: {string.Join("; ", wrong)}" : null;

    private static bool IsLike(string password, string login) =>
        string.Equals(password, login, StringComparison.OrdinalIgnoreCase)
        || (login.Length >= ShortestLogin && password.Contains(login, StringComparison.OrdinalIgnoreCase));

    private static int Classes(string password)
    {
        var kinds = 0;
        foreach (var rune in password.EnumerateRunes())
        {
            kinds |= Rune.IsLower(rune) ? 1 : Rune.IsUpper(rune) ? 2 : Rune.IsDigit(rune) ? 4 : 8;
        }

        return BitOperations.PopCount((uint)kinds);
    }
}
