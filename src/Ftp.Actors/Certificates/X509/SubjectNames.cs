using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Certificates.X509;

/// <summary>The names a certificate is for: DNS names (RFC 5280 section 4.2.1.6; international ones in their ASCII form, RFC 5890) and IP addresses.</summary>
internal static class SubjectNames
{
    public const int Most = 100;
    public const string Allowed = "allowed are DNS names, also international ones, a first label '*' before at least two others, and IPv4 or IPv6 addresses";

    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>In the form that stands in a certificate, without repetitions.</summary>
    public static Parsed<ImmutableArray<string>> Parse(IEnumerable<string> texts)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var text in texts)
        {
            var name = Parse(text);
            if (name.Fault is not null)
            {
                return new Fault(name.Fault);
            }

            if (!names.Contains(name.Value))
            {
                names.Add(name.Value);
            }

            if (names.Count > Most)
            {
                return new Fault($"at most {Most} names are allowed");
            }
        }

        return names.Count == 0 ? new Fault($"at least one name is needed; {Allowed}") : names.ToImmutable();
    }

    public static Parsed<string> Parse(string text)
    {
        var typed = text.Trim();
        if (IPAddress.TryParse(typed, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == typed))
        {
            return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
                ? new Fault($"'{typed}' has a scope, which means something on one machine only; {Allowed}")
                : address.Unmapped().ToString();
        }

        return Ascii(typed.TrimEnd('.')) is { } name && IsDnsName(name) ? name : new Fault($"'{Catalog.NameRules.Printable(typed)}' is no name for a certificate; {Allowed}");
    }

    /// <summary>As a certificate has them, lower case; without any, what its subject is called (as certificates had it before RFC 2818).</summary>
    public static ImmutableArray<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames().Select(n => n.ToLowerInvariant()));
            names.AddRange(extension.EnumerateIPAddresses().Select(a => a.ToString()));
        }

        if (names.Count == 0 && Parse(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)) is { Fault: null } common)
        {
            names.Add(common.Value);
        }

        return [.. names.Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private static string? Ascii(string name)
    {
        try
        {
            var wild = name.StartsWith("*.", StringComparison.Ordinal);
            var rest = UnicodeForms.Compose(wild ? name[2..] : name).ToLowerInvariant();
            return (wild ? "*." : "") + new IdnMapping().GetAscii(rest).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsDnsName(string name)
    {
        var labels = name.Split('.');
        var wild = labels[0] == "*";
        return name.Length is > 0 and <= LongestName && (!wild || labels.Length > 2) && labels.Skip(wild ? 1 : 0).All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-';
}
