using System.Collections.Immutable;
using System.Text;
using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Backup.Import;

/// <summary>One user of another server's file.</summary>
/// <param name="Line">In the file, from 1.</param>
public sealed record ImportedUser(int Line, string Login)
{
    /// <summary>In clear, to be hashed by the server.</summary>
    public string? Password { get; init; }
    /// <summary>A hash that this server can check, PHC text.</summary>
    public string? Verifier { get; init; }
    public bool Enabled { get; init; } = true;
    /// <summary>It is disabled only because it has no password.</summary>
    public bool EnabledWithPassword { get; init; }
    public AccountDetails Details { get; init; } = AccountDetails.Empty;
    public ImmutableArray<string> Groups { get; init; } = [];
    public ImmutableArray<ImportedPlace> Places { get; init; } = [];
    /// <summary>What did not carry over, one sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A directory of the other server that the user had.</summary>
/// <param name="Path">As the other server's file writes it.</param>
/// <param name="ShownAs">Where its clients saw it.</param>
public sealed record ImportedPlace(string Path, string ShownAs, Rights Rights);

/// <param name="Login">"" where the line has none that can be read.</param>
public sealed record ImportFault(int Line, string Login, string Why);

/// <param name="Notes">About the whole file.</param>
public sealed record ImportedUsers(ImmutableArray<ImportedUser> Users, ImmutableArray<ImportFault> Faults, ImmutableArray<string> Notes);

/// <summary>Text files of other servers.</summary>
internal static class ImportText
{
    public const int LongestLine = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">Not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("it is not UTF-8 text; convert it, for example: iconv -f CP1252 -t UTF-8");
        }
    }

    /// <exception cref="FormatException">A line is longer than any user's could be.</exception>
    public static IEnumerable<(int Number, string Text)> Lines(string text)
    {
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (line.Length > LongestLine)
            {
                throw new FormatException($"line {number} has {line.Length} characters; at most {LongestLine} are allowed");
            }

            yield return (number, line);
        }
    }
}
