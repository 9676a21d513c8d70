using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Backup.Import;

/// <summary>Where the imported users live.</summary>
/// <param name="Root">Their / (a catalogue path); null: their / lists their resources.</param>
/// <param name="Give">Rights that each of them gets at the places named; empty: none.</param>
/// <param name="Maps">A directory of the other server and the place here that has its content.</param>
public sealed record ImportOptions(
    FtpPath? Root, ImmutableArray<(FtpPath Place, Rights Rights)> Give, ImmutableArray<(string From, FtpPath To)> Maps, Func<string>? Generate);

/// <param name="Steps">All or, from the first refusal on, nothing.</param>
/// <param name="Generated">Its new password; null: none was made.</param>
public sealed record PlannedUser(ImportedUser User, ImmutableArray<ConfigurationStep> Steps, string? Generated, ImmutableArray<string> Notes);

/// <summary>What an imported user becomes here; pure.</summary>
public static class ImportPlan
{
    public static PlannedUser Of(ImportedUser user, ImportOptions options)
    {
        var (notes, steps) = (user.Notes.ToList(), new List<ConfigurationStep>());
        var generated = user.Password is null && user.Verifier is null ? options.Generate?.Invoke() : null;
        var details = user.Details;
        var given = options.Give.ToList();
        var mapped = user.Places.Select(p => (Place: p, Here: Mapped(p.Path, options.Maps, user.Login))).ToList();
        foreach (var (place, here) in mapped)
        {
            if (here is not { } path)
            {
                notes.Add($"the directory {place.Path}: it is mapped to nothing here (--map {place.Path}=RESOURCE)");
            }
            else if (place.Rights != Rights.None)
            {
                given.Add((path, place.Rights));
            }
        }

        if (details.Root is null && options.Root is { } root)
        {
            details = details with { Root = root };
        }
        else if (details.Root is null && mapped is [({ ShownAs: "/" }, { } only)])
        {
            details = details with { Root = only };
        }
        else
        {
            notes.AddRange(mapped.Where(m => m.Here is { } h && h.ToString() != m.Place.ShownAs && details.Root is null).Select(m => $"{m.Place.ShownAs} is now {m.Here}"));
        }

        var enabled = user.Enabled || (user.EnabledWithPassword && generated is not null);
        steps.Add(new ConfigurationStep.AddAccount(new ConfigurationAccount(user.Login, enabled, user.Verifier, details), generated ?? user.Password));
        steps.AddRange(user.Groups.Select(g => new ConfigurationStep.AddMember(g, user.Login)));
        steps.AddRange(given.Select(g => new ConfigurationStep.AddEntry(
            g.Place.Components[0], new ConfigurationEntry(Holder.User(user.Login), g.Place.Skip(1), g.Rights, null, null, null))));
        return new PlannedUser(user, [.. steps], generated, [.. notes]);
    }

    /// <summary>The place of the longest directory that is mapped and at or above this one, and what lies below it.</summary>
    private static FtpPath? Mapped(string native, ImmutableArray<(string From, FtpPath To)> maps, string login)
    {
        var path = Plain(native, login);
        foreach (var (from, to) in maps.OrderByDescending(m => m.From.Length))
        {
            var above = Plain(from, login);
            if (string.Equals(path, above, Comparison(native)) || path.StartsWith(above + "/", Comparison(native)))
            {
                return FtpPath.TryParse(path[above.Length..], out var below) ? to.Append(below) : null;
            }
        }

        return null;
    }

    /// <summary>Windows compares names without regard to case.</summary>
    private static StringComparison Comparison(string native) => native.Contains('\\', StringComparison.Ordinal) || native is [_, ':', ..] ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>One kind of slash, and FileZilla's placeholders for the user's name filled in.</summary>
    private static string Plain(string native, string login) =>
        native.Replace('\\', '/').Replace("%<username>", login, StringComparison.OrdinalIgnoreCase).Replace("/:u", "/" + login, StringComparison.OrdinalIgnoreCase).TrimEnd('/');
}
