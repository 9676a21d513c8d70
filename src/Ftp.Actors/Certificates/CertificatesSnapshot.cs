using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Certificates;

/// <summary>The store's state as it is stored: plain lists, because a dictionary's comparer does not survive JSON.</summary>
public sealed record CertificatesSnapshot(
    long Revision, ImmutableArray<StoredCertificate> Certificates, ImmutableArray<StoredQuarantine> Quarantined, ImmutableArray<AnsweredCommand> Answered) : IPersisted
{
    public string EntityKey() => "";

    public static CertificatesSnapshot Of(CertificatesState state) => new(
        state.Revision,
        [.. state.Certificates.Values],
        [.. state.Quarantined.Select(q => new StoredQuarantine(EntityKind.Certificate, q.Key, q.Value))],
        [.. state.Answered]);

    public CertificatesState ToState() => CertificatesState.Empty with
    {
        Revision = Revision,
        Certificates = CertificatesState.Empty.Certificates.AddRange(Certificates.Select(c => KeyValuePair.Create(c.Name, c))),
        Quarantined = CertificatesState.Empty.Quarantined.AddRange(Quarantined.Select(q => KeyValuePair.Create(q.Name, q.Why))),
        Answered = [.. Answered],
    };
}
