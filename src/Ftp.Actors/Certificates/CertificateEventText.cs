using System.Collections.Immutable;
using System.Globalization;
using Ftp.Actors.Log;

namespace Ftp.Actors.Certificates;

/// <summary>Changes of the certificate store in the operator's words.</summary>
public static class CertificateEventText
{
    /// <param name="now">What came of it; null: it is removed.</param>
    public static LogEntry Entry(CertificateEvent happened, CertificateInfo? now, long revision)
    {
        var (name, text) = Describe(happened);
        var origin = happened.Stamp.Origin;
        var fields = ImmutableDictionary<string, string>.Empty
            .Add("by", origin.By).Add("door", origin.Door).Add("from", origin.From).Add("revision", revision.ToString(CultureInfo.InvariantCulture))
            .Add("certificate", happened.Certificate);
        fields = happened.Stamp.Comment is { } comment ? fields.Add("comment", comment) : fields;
        var shows = now is { Fingerprint.Length: > 0 } && happened is not CertificateRequested;
        return new LogEntry(happened.Stamp.At, LogLevel.System, name, $"{origin.By} ({origin.Door}) {text}{(shows ? $": {CertificateText.Of(now!)}" : "")}")
        {
            Fields = shows ? fields.Add("fingerprint", now!.Fingerprint) : fields,
        };
    }

    /// <summary>A stable name and what happened, to be read after who did it.</summary>
    public static (string Name, string Text) Describe(CertificateEvent happened) => happened switch
    {
        CertificateCreated e => ("certificate.created", $"created certificate '{e.Certificate}'"),
        CertificateRequested e => ("certificate.requested", $"made a certificate request '{e.Certificate}'"),
        CertificateImported e => ("certificate.imported", $"imported certificate '{e.Certificate}'"),
        CertificateWatched e => ("certificate.watched", $"set certificate '{e.Certificate}' to watch {e.CertificatePath} and {e.KeyPath}"),
        CertificateRenewed e => ("certificate.renewed", $"took the new content of the files of certificate '{e.Certificate}'"),
        CertificateRemoved e => ("certificate.removed", $"removed certificate '{e.Certificate}'"),
        _ => ("certificate.changed", $"changed certificate '{happened.Certificate}'"),
    };
}
