using System.Collections.Immutable;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Certificates;

/// <param name="Certificate">The server's own, without its key; null while there is only a request.</param>
/// <param name="Trouble">Why there is no identity.</param>
internal sealed record LoadedCertificate(string Pem, string KeyId, CertificateFacts? Certificate, TlsIdentity? Identity, string? Trouble);

/// <summary>The stored certificates made ready for handshakes. One that did not change stays the same object: the tickets of running sessions belong to it.</summary>
internal sealed class LoadedCertificates(KeyFiles keys)
{
    private ImmutableDictionary<string, LoadedCertificate> _loaded = ImmutableDictionary.Create<string, LoadedCertificate>(StringComparer.OrdinalIgnoreCase);

    public LoadedCertificate? this[string name] => _loaded.GetValueOrDefault(name);

    /// <summary>What can serve.</summary>
    public ImmutableDictionary<string, TlsIdentity> Identities => _loaded.Values.Select(l => l.Identity).OfType<TlsIdentity>()
        .ToImmutableDictionary(i => i.Name, StringComparer.OrdinalIgnoreCase);

    /// <param name="again">Those that could not be loaded are tried again: somebody may have mended their key.</param>
    public void Refresh(CertificatesState state, bool again)
    {
        var next = ImmutableDictionary.CreateBuilder<string, LoadedCertificate>(StringComparer.OrdinalIgnoreCase);
        foreach (var stored in state.Certificates.Values.Where(c => state.Find(c.Name) is not null))
        {
            var known = _loaded.GetValueOrDefault(stored.Name);
            next[stored.Name] = known is not null && known.Pem == stored.Pem && known.KeyId == stored.KeyId && (known.Trouble is null || !again) ? known : Load(stored);
        }

        _loaded = next.ToImmutable();
    }

    private LoadedCertificate Load(StoredCertificate stored)
    {
        if (stored.Pem.Length == 0)
        {
            return new LoadedCertificate("", "", null, null, null);
        }

        var chain = CertificateReader.Certificates(stored.Pem);
        var leaf = chain is { Fault: null, Value: [var first, ..] } ? CertificateFacts.Of(first) : null;
        var key = keys.Read(stored.KeyId);
        if ((chain.Fault ?? key.Fault) is { } fault)
        {
            return new LoadedCertificate(stored.Pem, stored.KeyId, leaf, null, fault);
        }

        var identity = X509.Identities.Load(stored.Name, stored.Pem, key.Value);
        return new LoadedCertificate(stored.Pem, stored.KeyId, leaf, identity.Fault is null ? identity.Value : null, identity.Fault);
    }
}
