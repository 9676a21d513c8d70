using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Certificates;

public enum KeyKind { P256, P384, Rsa3072, Rsa4096 }

public enum CertificateKind { SelfSigned, Imported, Watched, Requested }

/// <summary>Whom a certificate serves.</summary>
public enum CertificateUse
{
    /// <summary>Nobody: a request that waits, or a certificate that cannot be used (<see cref="CertificateInfo.Trouble"/>).</summary>
    None,
    /// <summary>Clients that ask for one of its names by SNI.</summary>
    ByName,
    /// <summary>The setting <c>certificate</c> names it: everybody that asks for no name that another one has.</summary>
    Chosen,
}

/// <summary>A change of the store. Answer: <see cref="CertificateAnswer"/>, after the journal has it and <see cref="NodeServices.Certificates"/> shows it.</summary>
public abstract record CertificateCommand(string Name, Origin Origin)
{
    /// <summary>A repeat with the same id returns the first answer and changes nothing.</summary>
    public string? CommandId { get; init; }
    /// <summary>Optimistic lock: refused as a conflict where the store has moved on. Null: no check.</summary>
    public long? ExpectedRevision { get; init; }
    public string? Comment { get; init; }
}

public static class CertificateCommands
{
    /// <summary>A self-signed certificate.</summary>
    /// <param name="Names">DNS names and IP addresses; the first is the subject's.</param>
    /// <param name="From">Null: now.</param>
    public sealed record Create(string Name, ImmutableArray<string> Names, KeyKind Key, DateTimeOffset? From, TimeSpan ValidFor, Origin Origin) : CertificateCommand(Name, Origin);

    /// <summary>A key and a certificate request for an authority to sign; <see cref="Import"/> without a key completes it.</summary>
    /// <param name="Subject">Further parts of the subject, such as <c>O=Example,C=DE</c>; "" for none.</param>
    public sealed record Request(string Name, ImmutableArray<string> Names, KeyKind Key, string Subject, Origin Origin) : CertificateCommand(Name, Origin);

    /// <summary>A certificate with its chain, and its key unless it is that of a waiting request or of the certificate it replaces.</summary>
    /// <param name="Certificate">PEM (chain in any order, the key may stand in it) or PFX/PKCS#12.</param>
    /// <param name="Key">PEM, also encrypted; null: it stands in <paramref name="Certificate"/>, or the store has it.</param>
    /// <param name="Replace">An existing certificate of this name is replaced; otherwise it refuses.</param>
    public sealed record Import(string Name, byte[] Certificate, byte[]? Key, Secret? Password, bool Replace, Origin Origin) : CertificateCommand(Name, Origin);

    /// <summary>A pair of files that somebody else renews (certbot): read now, again when they change, and on SIGHUP. A pair that does not fit leaves the last good one in use.</summary>
    /// <param name="CertificatePath">Absolute; PEM with its chain.</param>
    /// <param name="KeyPath">Absolute; PEM.</param>
    public sealed record Watch(string Name, string CertificatePath, string KeyPath, Origin Origin) : CertificateCommand(Name, Origin);

    /// <summary>With its key. Refused while the setting <c>certificate</c> names it. Files that are watched stay.</summary>
    public sealed record Remove(string Name, Origin Origin) : CertificateCommand(Name, Origin);

    /// <summary>SIGHUP: reads every watched pair and the client authorities now. Answer: <see cref="CertificatesReread"/>.</summary>
    public sealed record Reread;

    /// <summary>Makes the certificate <see cref="CertificateSet.Auto"/> where there is none yet. Answer: <see cref="AutoCertificate"/>.</summary>
    public sealed record EnsureAuto(Origin Origin);
}

public static class CertificateQueries
{
    /// <summary>Answer: <see cref="CertificateList"/>, ordered by name.</summary>
    public sealed record List
    {
        public static List Instance { get; } = new();
    }

    /// <summary>Answer: <see cref="CertificateFound"/>.</summary>
    public sealed record Get(string Name);
}

public sealed record CertificateList(ImmutableArray<CertificateInfo> Items);

/// <param name="Certificate">Null: there is none of this name.</param>
public sealed record CertificateFound(CertificateInfo? Certificate);

public abstract record CertificateAnswer
{
    private CertificateAnswer()
    {
    }

    public sealed record Done(CertificateInfo? Certificate, bool Changed) : CertificateAnswer;

    /// <param name="Message">What was wrong and what is allowed. What was in use stays in use.</param>
    public sealed record Refused(RefusalKind Kind, string Message) : CertificateAnswer;
}

/// <param name="Lines">One per watched pair, with what became of it.</param>
public sealed record CertificatesReread(ImmutableArray<string> Lines);

/// <param name="Made">It was made just now.</param>
public sealed record AutoCertificate(CertificateInfo? Certificate, bool Made, string? Trouble);

/// <summary>The public side of a certificate of the store; the key never leaves it.</summary>
/// <param name="Fingerprint">SHA-256, lower-case hex; "" while there is only a request.</param>
/// <param name="Pem">The certificate with its chain; "" while there is only a request.</param>
public sealed record CertificateInfo(
    string Name, CertificateKind Kind, CertificateUse Use, string Subject, string Issuer, ImmutableArray<string> Names, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter,
    string Key, string Fingerprint, string Pem, DateTimeOffset ChangedAt, string ChangedBy)
{
    /// <summary>The certificate request that waits for an answer, PEM; null: none waits.</summary>
    public string? RequestPem { get; init; }
    public string? CertificatePath { get; init; }
    public string? KeyPath { get; init; }
    /// <summary>Why it cannot be used, or why the files it watches were not taken last time.</summary>
    public string? Trouble { get; init; }
    /// <summary>Of the store: what <see cref="CertificateCommand.ExpectedRevision"/> is compared with.</summary>
    public long Revision { get; init; }
}
