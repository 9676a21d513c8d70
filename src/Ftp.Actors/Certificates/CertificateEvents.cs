using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Certificates;

/// <summary>One change of the certificate store, as the journal keeps it for ever. Keys stand in files of their own; here stands only which file.</summary>
public abstract record CertificateEvent(Stamp Stamp, string Certificate) : IPersisted, IStamped
{
    public string EntityKey() => Certificate;
}

/// <summary>A self-signed one.</summary>
/// <param name="Pem">The chain, the server's own certificate first.</param>
/// <param name="KeyId">Name of the key's file.</param>
public sealed record CertificateCreated(Stamp Stamp, string Certificate, string Pem, string KeyId) : CertificateEvent(Stamp, Certificate);

/// <summary>A certificate of this name may be in use meanwhile.</summary>
public sealed record CertificateRequested(Stamp Stamp, string Certificate, string RequestPem, string KeyId) : CertificateEvent(Stamp, Certificate);

/// <summary>New, or in the place of the one of this name. Where its key is that of the request, the request is answered.</summary>
public sealed record CertificateImported(Stamp Stamp, string Certificate, string Pem, string KeyId) : CertificateEvent(Stamp, Certificate);

/// <param name="Pem">What the files held; it serves, with a copy of the key, for as long as the files cannot be used.</param>
public sealed record CertificateWatched(Stamp Stamp, string Certificate, string CertificatePath, string KeyPath, string Pem, string KeyId) : CertificateEvent(Stamp, Certificate);

/// <summary>The files that are watched have another certificate now.</summary>
public sealed record CertificateRenewed(Stamp Stamp, string Certificate, string Pem, string KeyId) : CertificateEvent(Stamp, Certificate);

public sealed record CertificateRemoved(Stamp Stamp, string Certificate) : CertificateEvent(Stamp, Certificate);
