using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>The options for name filters and the size limit; the same for resources and users.</summary>
internal static class FileRuleOptions
{
    private static readonly Parameter<string> Allow = Globs("allow", "only files like this may be stored");
    private static readonly Parameter<string> Deny = Globs("deny", "no file like this may be stored");
    private static readonly Parameter<string> Hide = Globs("hide", "not listed and not found");
    private static readonly Parameter<Field<long?>> MaximumFileSize = new("max-file-size", ValueKinds.Size, "the largest file that may be stored, or unlimited");

    public static ImmutableArray<Parameter> All { get; } = [Allow, Deny, Hide, MaximumFileSize];

    public static bool AnyNamed(CommandCall call) => All.Any(call.Has);

    /// <summary>The rules with what the call names.</summary>
    public static FileRules Apply(CommandCall call, FileRules rules) => new(
        Split(call.All(Allow)) ?? rules.Allow,
        Split(call.All(Deny)) ?? rules.Deny,
        Split(call.All(Hide)) ?? rules.Hide,
        call.Find(MaximumFileSize) is { } size ? size.Value : rules.MaximumFileSize);

    public static JsonObject Json(FileRules rules) => new()
    {
        ["allow"] = Show.List(rules.Allow),
        ["deny"] = Show.List(rules.Deny),
        ["hide"] = Show.List(rules.Hide),
        ["maximumFileSize"] = rules.MaximumFileSize,
    };

    public static IEnumerable<(string, string?)> Fields(FileRules rules) =>
    [
        ("allow", string.Join(", ", rules.Allow)), ("deny", string.Join(", ", rules.Deny)), ("hide", string.Join(", ", rules.Hide)),
        ("max file size", rules.MaximumFileSize is { } most ? Show.Size(most) : null),
    ];

    private static Parameter<string> Globs(string name, string help) =>
        new(name, new ValueKind<string>("GLOBS", "patterns like *.jpg separated by commas, without '/'; '' for none", (string t, [MaybeNullWhen(false)] out string v) => !(v = t).Contains('/')),
            help + "; repeat it or separate by commas, '' for none")
        { Repeatable = true };

    private static ImmutableArray<string>? Split(ImmutableArray<string>? texts) =>
        texts?.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToImmutableArray();
}
