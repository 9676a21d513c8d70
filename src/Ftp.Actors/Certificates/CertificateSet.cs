using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates;

/// <summary>Every certificate of the store that can serve handshakes now. One immutable value, published at each change: a handshake that begins afterwards uses it.</summary>
/// <param name="ByName">Name in the store to identity.</param>
public sealed record CertificateSet(ImmutableDictionary<string, TlsIdentity> ByName)
{
    public const string None = TlsWords.NoCertificate;

    /// <summary>The certificate that the first start makes, and that the setting <c>auto</c> names.</summary>
    public const string Auto = "auto";

    public static CertificateSet Empty { get; } = new(ImmutableDictionary<string, TlsIdentity>.Empty);

    /// <summary>From the file of <c>client-certificate-authorities</c>; null: no file is named.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>FTPS is offered: FEAT says so and AUTH is taken. The certificate may be missing even so; then handshakes cannot be had (431), and an alarm stands.</summary>
    public static bool IsOffered(ServerSettings settings) => settings.Certificate != None;

    /// <summary>The certificate that the settings choose.</summary>
    public TlsIdentity? Chosen(ServerSettings settings) => IsOffered(settings) ? ByName.GetValueOrDefault(settings.Certificate) : null;
}
