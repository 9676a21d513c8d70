using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Protocol;

public enum EprtResult { Ok, Syntax, UnknownProtocol }

/// <summary>What EPSV asks for (RFC 2428 section 3).</summary>
public enum EpsvRequest
{
    /// <summary>No argument: the protocol of the control connection.</summary>
    Any,
    /// <summary>EPSV ALL: from now on no other way to make a data connection.</summary>
    All,
    IPv4,
    IPv6,
    /// <summary>522.</summary>
    UnknownProtocol,
    /// <summary>501.</summary>
    Syntax,
}

/// <summary>
/// Addresses and ports as PORT, PASV (RFC 959) and EPRT, EPSV (RFC 2428) write them. Numbers are plain decimal: no sign, no space, no leading zero and nothing
/// after them, because what one reader takes as octal and another as decimal lets an address pass a check that it should not pass.
/// Whether the address may be used is for the caller to judge.
/// </summary>
public static class HostPort
{
    private static readonly SearchValues<char> IPv6Letters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>h1,h2,h3,h4,p1,p2.</summary>
    public static bool TryParsePort(string argument, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.None, 0);
        Span<Range> parts = stackalloc Range[7];
        Span<byte> values = stackalloc byte[6];
        var text = argument.AsSpan();
        if (text.Split(parts, ',') != 6)
        {
            return false;
        }

        for (var i = 0; i < 6; i++)
        {
            if (!TryParseNumber(text[parts[i]], byte.MaxValue, out var value))
            {
                return false;
            }

            values[i] = (byte)value;
        }

        endPoint = new IPEndPoint(new IPAddress(values[..4]), (values[4] << 8) | values[5]);
        return true;
    }

    /// <summary>|1|132.235.1.2|6275| or |2|1080::8:800:200C:417A|5282|, with any printable delimiter.</summary>
    public static EprtResult TryParseEprt(string argument, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.None, 0);
        if (argument.Length < 2 || argument[0] is < '!' or > '~' || char.IsAsciiLetterOrDigit(argument[0]))
        {
            return EprtResult.Syntax;
        }

        Span<Range> parts = stackalloc Range[6];
        var text = argument.AsSpan();
        if (text.Split(parts, argument[0]) != 5 || text[parts[0]].Length != 0 || text[parts[4]].Length != 0
            || !TryParseNumber(text[parts[1]], ushort.MaxValue, out var protocol) || !TryParseNumber(text[parts[3]], ushort.MaxValue, out var port))
        {
            return EprtResult.Syntax;
        }

        if (protocol is not (1 or 2))
        {
            return EprtResult.UnknownProtocol;
        }

        if (!TryParseAddress(text[parts[2]], protocol, out var address))
        {
            return EprtResult.Syntax;
        }

        endPoint = new IPEndPoint(address, port);
        return EprtResult.Ok;
    }

    /// <returns>False for <see cref="EpsvRequest.UnknownProtocol"/> and <see cref="EpsvRequest.Syntax"/>.</returns>
    public static bool TryParseEpsv(string argument, out EpsvRequest request)
    {
        request = argument switch
        {
            "" => EpsvRequest.Any,
            "1" => EpsvRequest.IPv4,
            "2" => EpsvRequest.IPv6,
            _ when argument.Equals("ALL", StringComparison.OrdinalIgnoreCase) => EpsvRequest.All,
            _ when TryParseNumber(argument, ushort.MaxValue, out _) => EpsvRequest.UnknownProtocol,
            _ => EpsvRequest.Syntax,
        };
        return request is not (EpsvRequest.UnknownProtocol or EpsvRequest.Syntax);
    }

    /// <summary>h1,h2,h3,h4,p1,p2 for the 227.</summary>
    /// <exception cref="ArgumentException">The address is not IPv4.</exception>
    public static string FormatPasv(IPEndPoint endPoint)
    {
        var address = endPoint.Address.Unmapped();
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException("227 can only tell an IPv4 address", nameof(endPoint));
        }

        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return string.Create(
            CultureInfo.InvariantCulture, $"{bytes[0]},{bytes[1]},{bytes[2]},{bytes[3]},{endPoint.Port >> 8},{endPoint.Port & 0xFF}");
    }

    /// <summary>(|||port|) for the 229.</summary>
    public static string FormatEpsv(int port) => string.Create(CultureInfo.InvariantCulture, $"(|||{port}|)");

    private static bool TryParseAddress(ReadOnlySpan<char> text, int protocol, out IPAddress address)
    {
        address = IPAddress.None;
        return protocol == 1 ? TryParseIPv4(text, out address) : TryParseIPv6(text, out address);
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        Span<Range> parts = stackalloc Range[5];
        Span<byte> values = stackalloc byte[4];
        if (text.Split(parts, '.') != 4)
        {
            return false;
        }

        for (var i = 0; i < 4; i++)
        {
            if (!TryParseNumber(text[parts[i]], byte.MaxValue, out var value))
            {
                return false;
            }

            values[i] = (byte)value;
        }

        address = new IPAddress(values);
        return true;
    }

    /// <summary>No zone, no brackets, and no IPv4 in disguise: an address has one spelling here, so that a rule about it cannot be walked around.</summary>
    private static bool TryParseIPv6(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.ContainsAnyExcept(IPv6Letters) || text.IndexOf(':') < 0 || !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6 || parsed.IsIPv4MappedToIPv6)
        {
            return false;
        }

        address = parsed;
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, int most, out int value)
    {
        value = 0;
        if (text.Length is 0 or > 5 || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return value <= most;
    }
}
