using System.Text;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>What <c>ctl</c> touches of the world around it.</summary>
public sealed record CtlEnvironment
{
    public required TextReader In { get; init; }
    public required TextWriter Out { get; init; }
    /// <summary>Errors, questions and prompts, so that output can be piped.</summary>
    public required TextWriter Error { get; init; }
    /// <summary>Somebody sits there who can answer questions.</summary>
    public required bool IsTerminal { get; init; }
    public required string CurrentDirectory { get; init; }
    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Variable { get; init; }
    /// <summary>Reads a line without showing it.</summary>
    public required Func<string> ReadPassword { get; init; }
    /// <summary>The data directory that these HOCON files and <c>--set</c> values name. Throws with one clear line where they cannot be read.</summary>
    public required Func<IReadOnlyList<string>, IReadOnlyList<string>, string> ResolveDataDirectory { get; init; }
    /// <summary>Is a server of this user (its id) the caller's own? By default root and the caller.</summary>
    public Func<uint, bool> IsOwn { get; init; } = PeerCredentials.MayControl;

    /// <summary>The process's own console.</summary>
    public static CtlEnvironment ForConsole(Func<IReadOnlyList<string>, IReadOnlyList<string>, string> resolveDataDirectory) => new()
    {
        In = Console.In,
        Out = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        CurrentDirectory = Environment.CurrentDirectory,
        Variable = Environment.GetEnvironmentVariable,
        ReadPassword = ReadHidden,
        ResolveDataDirectory = resolveDataDirectory,
    };

    private static string ReadHidden()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && text.Length > 0)
                text.Length--;
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }

        return text.ToString();
    }
}
