using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>Which events are about a thing. Walks back in time: where it was renamed, its earlier name is looked for from there on.</summary>
internal sealed class HistoryFilter
{
    private readonly HistoryKind _kind;
    private readonly HashSet<string> _names;

    public HistoryFilter(HistorySubject subject)
    {
        _kind = subject.Kind;
        _names = new HashSet<string>([subject.Name], subject.Kind is HistoryKind.User or HistoryKind.Setting ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whose events can be about it. Grows with the names.</summary>
    public IReadOnlyCollection<string> Entities => _kind switch
    {
        HistoryKind.User => [CatalogActor.Id, .. _names.Select(RevisionName.EntityOf).Distinct(StringComparer.Ordinal)],
        HistoryKind.Certificate => [CertificatesActor.Id],
        _ => [CatalogActor.Id],
    };

    /// <summary>Events about other things can change this one: a removed user's entries go from resources.</summary>
    public bool NeedsStates => _kind is HistoryKind.Resource or HistoryKind.Group;

    /// <param name="change">The catalogue before and after it, where <see cref="NeedsStates"/>.</param>
    public bool Takes(IPersisted happened, (CatalogState Before, CatalogState After)? change)
    {
        switch (happened)
        {
            case ResourceRenamed e when _kind == HistoryKind.Resource && _names.Contains(e.NewName):
                _names.Add(e.Resource);
                return true;
            case GroupRenamed e when _kind == HistoryKind.Group && _names.Contains(e.NewName):
                _names.Add(e.Group);
                return true;
            case LoginRenamed e when _kind == HistoryKind.User && _names.Contains(e.NewLogin):
                _names.Add(e.Login);
                return true;
            case NameTaken e when _kind == HistoryKind.User && _names.Contains(e.Login):
                _names.Add(e.From);
                return true;
        }

        return _kind switch
        {
            HistoryKind.Resource => IsOwn(happened, EntityKind.Resource, (happened as ResourceEvent)?.Resource) || Touched(change, s => s.Resources),
            HistoryKind.Group => IsOwn(happened, EntityKind.Group, (happened as GroupEvent)?.Group) || Holds(happened) || Touched(change, s => s.Groups),
            HistoryKind.Setting => IsOwn(happened, EntityKind.Setting, (happened as SettingSet)?.Setting ?? (happened as SettingReset)?.Setting),
            HistoryKind.Certificate => IsOwn(happened, EntityKind.Certificate, (happened as CertificateEvent)?.Certificate),
            _ => Holds(happened)
                || IsOwn(happened, EntityKind.Account, (happened as AccountEvent)?.Login)
                || IsOwn(happened, EntityKind.Login, happened switch
                {
                    LoginForgotten e => e.Login,
                    LoginRestored e => e.Login,
                    LoginRenamed e => e.Login,
                    MemberAdded e => e.Login,
                    MemberRemoved e => e.Login,
                    NameReserved e => e.From,
                    _ => null,
                }),
        };
    }

    private bool IsOwn(IPersisted happened, EntityKind kind, string? name) => name is not null ? _names.Contains(name) : happened is CorruptEvent c && c.Kind == kind && _names.Contains(c.Key);

    /// <summary>About an entry of it.</summary>
    private bool Holds(IPersisted happened) => happened switch
    {
        Granted e => Names(e.Entry.Holder),
        GrantReplaced e => Names(e.Entry.Holder),
        Revoked e => Names(e.Holder),
        EntriesRestored e => Names(e.Holder),
        _ => false,
    };

    private bool Names(Holder holder) => holder.Kind == (_kind == HistoryKind.User ? HolderKind.User : HolderKind.Group) && _names.Contains(holder.Name);

    private bool Touched<T>((CatalogState Before, CatalogState After)? change, Func<CatalogState, IReadOnlyDictionary<string, T>> of)
        where T : class =>
        change is var (before, after) && _names.Any(n => !ReferenceEquals(of(before).GetValueOrDefault(n), of(after).GetValueOrDefault(n)));
}
