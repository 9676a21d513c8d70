using System.Net;

namespace Ftp.Actors.Network.Tls;

/// <summary>Is a certificate for the name that a client asks for (RFC 6066 section 3, RFC 9525 section 6.3)?</summary>
public static class ServerNames
{
    /// <summary>Without regard to case or a final dot; <c>*</c> stands for exactly one whole label, the first. SNI carries no addresses: they fit nothing.</summary>
    public static bool Fits(IEnumerable<string> names, string asked)
    {
        asked = asked.EndsWith('.') ? asked[..^1] : asked;
        return asked.Length > 0 && !IPAddress.TryParse(asked, out _) && names.Any(name => Fits(name, asked));
    }

    private static bool Fits(string name, string asked)
    {
        if (!name.StartsWith("*.", StringComparison.Ordinal))
            return name.Equals(asked, StringComparison.OrdinalIgnoreCase);
        var label = asked.IndexOf('.', StringComparison.Ordinal);
        return label > 0 && asked.AsSpan(label).Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}
