using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>
/// Entries that name the subject and lie above the path but give nothing there now. They are what an operator looks at and says
/// "but I did grant it": each with the reason.
/// </summary>
internal static class RightsWithoutEffect
{
    public static IEnumerable<(AccessEntry Entry, string Because)> Of(CatalogState state, bool guestsAllowed, Subject subject, Resource resource, FtpPath inside) =>
        from entry in resource.Access
        where inside.IsAtOrBelow(entry.Folder) && Names(state, entry.Holder, subject)
        let because = Because(entry, guestsAllowed, subject, resource, inside)
        where because is not null
        select (entry, because);

    private static bool Names(CatalogState state, Holder holder, Subject subject) => holder.Kind switch
    {
        HolderKind.Guest => true,
        HolderKind.User => !subject.IsGuest && holder.Name == subject.Login,
        _ => !subject.IsGuest && state.Groups.TryGetValue(holder.Name, out var group) && group.Members.Contains(subject.Login),
    };

    private static string? Because(AccessEntry entry, bool guestsAllowed, Subject subject, Resource resource, FtpPath inside)
    {
        var host = subject.Host.Unmapped();
        if (entry.Holder.Kind == HolderKind.Guest && !guestsAllowed)
            return "the setting guests is off";
        if (entry.From is { } network && !network.Contains(host))
            return $"only from {network}, not from {host}";
        if (entry.Since is { } since && subject.At < since)
            return $"begins {Show.Moment(since)}";
        if (entry.Until is { } until && subject.At >= until)
            return $"ended {Show.Moment(until)}";
        foreach (var closed in resource.Closed)
        {
            if (inside.IsAtOrBelow(closed) && closed.Depth > entry.Folder.Depth)
                return $"{EntryView.Path(resource, closed)} is closed to entries above it";
        }

        return null;
    }
}
