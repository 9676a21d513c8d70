using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Catalog;

public sealed partial class RightsSnapshot
{
    private const int NearMisses = 3;

    /// <summary>One sentence on a refusal: what is missing, and which entries would have given it but do not apply here, now, or from there.</summary>
    private string WhyNot(Subject subject, Resource resource, FtpPath inside, Rights missing)
    {
        var who = subject.IsGuest ? "guests" : subject.Login;
        var what = $"no entry gives {who} {RightsText.Format(missing)} at {CatalogEventText.Where(resource.Name, inside)}";
        if (Denial(subject, resource) is { } denial)
        {
            return $"{what}: {denial}";
        }

        if (Access(resource) is not { } access)
        {
            return $"{what}: the resource is not what it was when it was opened, or is gone";
        }

        var here = Spelling.Composed(inside);
        var closed = access.ClosedAt(here);
        var near = access.For(Of(subject))
            .Where(l => (l.Entry.Rights & missing) != Rights.None && here.IsAtOrBelow(l.Folder))
            .Take(NearMisses)
            .Select(l => $"{l.Text} does not: {WhyNot(l.Entry, subject, closed, resource)}")
            .ToList();
        return near.Count == 0 ? what : $"{what}; {string.Join("; ", near)}";
    }

    private string? Denial(Subject subject, Resource resource) =>
        _state.Quarantined.GetValueOrDefault(new EntityId(EntityKind.Resource, resource.Name)) is { } why ? $"the resource is quarantined ({why})"
        : !subject.IsGuest && _state.Quarantined.TryGetValue(new EntityId(EntityKind.Login, subject.Login), out why) ? $"the login's rights are quarantined ({why})"
        : subject.IsGuest && !_guestsAllowed ? "the setting 'guests' is off"
        : null;

    private static string WhyNot(AccessEntry entry, Subject subject, FtpPath closed, Resource resource) =>
        entry.Folder.Depth < closed.Depth ? $"{CatalogEventText.Where(resource.Name, closed)} is closed to entries above it"
        : entry.Since > subject.At ? "it has not begun"
        : entry.Until <= subject.At ? "it is over"
        : $"{subject.Host.Unmapped()} is not in its network";
}
