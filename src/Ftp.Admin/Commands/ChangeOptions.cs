using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ftp.Admin.Commands;

/// <summary>
/// What every command takes whose change stands in the history. Added to the palette here, by the command's words, so that no definition can forget it and all mean the same.
/// </summary>
public static class ChangeOptions
{
    /// <summary>As the server takes it; ids that are made from it by appending a number stay within the server's 128.</summary>
    private const int LongestId = 100;
    private const int CommentBytes = 1000;

    public static Parameter<string> Comment { get; } = new(
        "comment",
        new ValueKind<string>("TEXT", $"one line of at most {CommentBytes} bytes without control characters", (string t, [MaybeNullWhen(false)] out string v) =>
            IsLine(v = t) && Encoding.UTF8.GetByteCount(t) <= CommentBytes),
        "why; stands in the history and the log");

    public static Parameter<long> IfRevision { get; } = new("if-revision", ValueKinds.Id("N"), "only if nothing was changed since this revision, which 'show --json' tells");

    public static Parameter<string> CommandId { get; } = new(
        "command-id",
        new ValueKind<string>("ID", $"1 to {LongestId} characters, no control characters among them", (string t, [MaybeNullWhen(false)] out string v) =>
            IsLine(v = t) && t.Length is > 0 and <= LongestId),
        "a repeat with the same id changes nothing and returns what came of the first (default: one of its own)");

    public static ImmutableArray<Parameter> All { get; } = [Comment, IfRevision, CommandId];

    /// <summary>Nouns whose changes are kept with who, when and why. Sessions, transfers and folders of the storage are not configuration.</summary>
    private static readonly FrozenSet<string> Nouns =
        FrozenSet.ToFrozenSet(["on", "off", "settings", "users", "groups", "resources", "rights", "certificates", "quotas", "bandwidth", "undo"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Reading = FrozenSet.ToFrozenSet(["list", "show", "get", "explain", "history", "rescan"], StringComparer.Ordinal);

    public static bool AreFor(Command command) => Nouns.Contains(command.Noun) && (command.Verb is not { } verb || !Reading.Contains(verb));

    public static Command AddTo(Command command) => AreFor(command) ? command with { Options = [.. command.Options, .. All] } : command;

    private static bool IsLine(string text) => !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
}
