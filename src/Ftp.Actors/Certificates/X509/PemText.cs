using System.Security.Cryptography;
using System.Text;

namespace Ftp.Actors.Certificates.X509;

internal readonly record struct PemPart(string Label, byte[] Content);

/// <summary>PEM (RFC 7468) as it is found: other text between the parts ("Bag Attributes"), a byte order mark, UTF-16 of a Windows editor.</summary>
internal static class PemText
{
    public const int MostParts = 100;

    private const string Border = "-----BEGIN ";

    /// <summary>Null: there is no PEM in it.</summary>
    public static string? Of(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var text = reader.ReadToEnd();
        return text.Contains(Border, StringComparison.Ordinal) ? text : null;
    }

    /// <summary>The parts that can be read; one that is cut off or garbled is left out.</summary>
    public static IEnumerable<PemPart> Parts(string text)
    {
        var position = 0;
        for (var found = 0; found < MostParts && PemEncoding.TryFind(text.AsSpan(position), out var fields); found++)
        {
            var rest = text.AsSpan(position);
            yield return new PemPart(rest[fields.Label].ToString(), Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            position += fields.Location.End.Value;
        }
    }
}
