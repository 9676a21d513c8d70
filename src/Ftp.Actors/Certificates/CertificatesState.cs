using System.Collections.Immutable;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Certificates;

/// <param name="Pem">The chain, the server's own certificate first; "" while there is only a request.</param>
/// <param name="KeyId">Of the certificate; "" while there is only a request.</param>
/// <param name="CertificatePath">What is watched; null: nothing.</param>
public sealed record StoredCertificate(
    string Name, CertificateKind Kind, string Pem, string KeyId, StoredRequest? Request, string? CertificatePath, string? KeyPath, DateTimeOffset ChangedAt, string ChangedBy)
{
    public bool IsWatched => CertificatePath is not null;
}

public sealed record StoredRequest(string Pem, string KeyId, DateTimeOffset At);

/// <summary>What the certificate store holds, as one value; the keys stand in files.</summary>
/// <param name="Revision">Sequence number of the last event.</param>
public sealed record CertificatesState(long Revision, ImmutableSortedDictionary<string, StoredCertificate> Certificates)
{
    /// <summary>What an unreadable event was about: it serves nobody until it is removed. By name.</summary>
    public ImmutableSortedDictionary<string, string> Quarantined { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The last commands that changed something, oldest first.</summary>
    public ImmutableList<AnsweredCommand> Answered { get; init; } = [];

    public static CertificatesState Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, StoredCertificate>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Keys that something here needs.</summary>
    public ImmutableHashSet<string> KeyIds =>
        [.. Certificates.Values.SelectMany(c => (string?[])[c.KeyId, c.Request?.KeyId]).OfType<string>().Where(id => id.Length > 0)];

    /// <summary>What serves: it is there and not quarantined.</summary>
    public StoredCertificate? Find(string name) => Quarantined.ContainsKey(name) ? null : Certificates.GetValueOrDefault(name);

    /// <summary>The state after one event of the journal. Never fails: an event that cannot be read, or that misses what it is about, quarantines its certificate.</summary>
    public CertificatesState Apply(IPersisted happened)
    {
        var next = this with { Revision = Revision + 1 };
        return happened switch
        {
            CorruptEvent corrupt => next.Quarantine(corrupt.Key, $"revision {next.Revision} ({corrupt.Manifest}) cannot be read: {corrupt.Error}"),
            CertificateEvent e => next.Change(e) with { Answered = Answered.With(e.Stamp.CommandId, next.Revision) },
            _ => next.Quarantine(happened.EntityKey(), $"revision {next.Revision} is none of the certificate store's"),
        };
    }

    private CertificatesState Change(CertificateEvent happened) => happened switch
    {
        CertificateCreated e => With(e, old => (old ?? New(e, CertificateKind.SelfSigned)) with { Kind = CertificateKind.SelfSigned, Pem = e.Pem, KeyId = e.KeyId }),
        CertificateRequested e => With(e, old => (old ?? New(e, CertificateKind.Requested)) with { Request = new StoredRequest(e.RequestPem, e.KeyId, e.Stamp.At) }),
        CertificateImported e => With(e, old => (old ?? New(e, CertificateKind.Imported)) with
        {
            Kind = CertificateKind.Imported,
            Pem = e.Pem,
            KeyId = e.KeyId,
            Request = old?.Request?.KeyId == e.KeyId ? null : old?.Request,
            CertificatePath = null,
            KeyPath = null,
        }),
        CertificateWatched e => With(e, old => (old ?? New(e, CertificateKind.Watched)) with
        {
            Kind = CertificateKind.Watched,
            Pem = e.Pem,
            KeyId = e.KeyId,
            CertificatePath = e.CertificatePath,
            KeyPath = e.KeyPath,
        }),
        CertificateRenewed e => Certificates.ContainsKey(e.Certificate)
            ? With(e, old => old! with { Pem = e.Pem, KeyId = e.KeyId })
            : Quarantine(e.Certificate, $"revision {Revision} renews it, but what made it is missing or cannot be read"),
        CertificateRemoved e => this with { Certificates = Certificates.Remove(e.Certificate), Quarantined = Quarantined.Remove(e.Certificate) },
        _ => this,
    };

    private CertificatesState With(CertificateEvent happened, Func<StoredCertificate?, StoredCertificate> change) => this with
    {
        Certificates = Certificates.SetItem(
            Certificates.GetValueOrDefault(happened.Certificate)?.Name ?? happened.Certificate,
            change(Certificates.GetValueOrDefault(happened.Certificate)) with { ChangedAt = happened.Stamp.At, ChangedBy = happened.Stamp.Origin.By }),
    };

    private static StoredCertificate New(CertificateEvent happened, CertificateKind kind) =>
        new(happened.Certificate, kind, "", "", null, null, null, happened.Stamp.At, happened.Stamp.Origin.By);

    /// <summary>The first reason stays: what follows is its consequence.</summary>
    private CertificatesState Quarantine(string name, string why) => Quarantined.ContainsKey(name) ? this : this with { Quarantined = Quarantined.Add(name, why) };
}
