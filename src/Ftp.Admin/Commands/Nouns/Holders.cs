using System.Collections.Immutable;
using Ftp.Actors.Catalog;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Whom an access-list entry is for: <c>--user U | --group G | --guest</c>.</summary>
internal static class Holders
{
    public static readonly Parameter<string> User = new("user", ValueKinds.Login with { Placeholder = "U" }, "for this login");
    public static readonly Parameter<string> Group = new("group", ValueKinds.Name("G"), "for this group's members");
    public static readonly Flag Guest = new("guest", "for everybody, logged in or not");

    public static ImmutableArray<Parameter> All { get; } = [User, Group, Guest];

    /// <summary>As named, without asking whether it exists.</summary>
    /// <returns>Null where none is named.</returns>
    public static Holder? Named(CommandCall call) =>
        call.Find(User) is { } login ? Holder.User(login) : call.Find(Group) is { } group ? Holder.Group(group) : call.Has(Guest) ? Holder.Guest : null;

    /// <summary>In its own spelling; a problem where it does not exist. A right for a misspelt name would wait for whoever takes that name later.</summary>
    public static async Task<Holder> ExistingAsync(CommandContext context, CommandCall call, CatalogState state, CancellationToken cancel) => Named(call)! switch
    {
        { Kind: HolderKind.User } user => Holder.User((await context.AccountAsync(user.Name, cancel)).Profile.Login),
        { Kind: HolderKind.Group } group => Holder.Group(state.Group(group.Name).Name),
        var guest => guest,
    };

    public static bool Matches(Holder wanted, Holder holder) =>
        wanted.Kind == holder.Kind && string.Equals(wanted.Name, holder.Name, wanted.Kind == HolderKind.Group ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
