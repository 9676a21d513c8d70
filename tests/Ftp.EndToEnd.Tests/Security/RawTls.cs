using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ftp.Testing.Wire;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>ClientHellos made by hand (RFC 5246 section 7.4.1.2), for what no present TLS library offers any more.</summary>
internal static class RawTls
{
    public const byte Alert = 21;
    public const byte Handshake = 22;

    public const int Ssl30 = 0x0300;
    public const int Tls10 = 0x0301;
    public const int Tls11 = 0x0302;
    public const int Tls12 = 0x0303;

    /// <summary>ECDHE with AEAD, for ECDSA and RSA keys.</summary>
    public static ushort[] GoodSuites { get; } = [0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA9, 0xCCA8];

    /// <param name="version">The most the client offers; above 3.0 with the extensions every server wants to see.</param>
    public static byte[] Hello(int version, IEnumerable<ushort> suites, string name = "localhost")
    {
        List<byte> body = [.. U16(version), .. Enumerable.Range(0, 32).Select(i => (byte)i), 0];
        byte[] offered = [.. suites.SelectMany(s => U16(s))];
        body.AddRange([.. U16(offered.Length), .. offered, 1, 0]);
        if (version > Ssl30)
        {
            var host = Encoding.ASCII.GetBytes(name);
            byte[] extensions =
            [
                .. Extension(0, [.. Sized([0, .. Sized(host)])]),
                .. Extension(10, [.. Sized([0, 29, 0, 23, 0, 24])]),
                .. Extension(11, [1, 0]),
                .. Extension(13, [.. Sized([4, 3, 5, 3, 6, 3, 8, 4, 8, 5, 8, 6, 4, 1, 5, 1, 6, 1, 2, 3, 2, 1])]),
                .. Extension(0xFF01, [0]),
            ];
            body.AddRange(Sized(extensions));
        }

        byte[] handshake = [1, (byte)(body.Count >> 16), .. U16(body.Count & 0xFFFF), .. body];
        return [Handshake, .. U16(Math.Min(version, Tls10)), .. Sized(handshake)];
    }

    /// <summary>What the implicit port answers to a hello: the type of its first record, and the version and suite it chose; type 0 where it closed without a word.</summary>
    public static async Task<(byte Type, int Version, int Suite)> ProbeAsync(int port, byte[] hello)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        await socket.ConnectAsync(IPAddress.Loopback, port, bound.Token);
        await socket.SendAsync(hello, bound.Token);
        var answer = new byte[128];
        var have = 0;
        try
        {
            for (int read; have < answer.Length && (read = await socket.ReceiveAsync(answer.AsMemory(have), bound.Token)) > 0;)
            {
                have += read;
                if (answer[0] == Alert)
                {
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // closed with a reset
        }

        if (have == 0 || answer[0] != Handshake)
        {
            return (have == 0 ? (byte)0 : answer[0], 0, 0);
        }

        // record header 5, handshake header 4, version 2, random 32, session id with its length
        var session = answer[43];
        return (Handshake, BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(9)), BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(44 + session)));
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Sized(byte[] content) => [.. U16(content.Length), .. content];

    private static byte[] Extension(int kind, byte[] content) => [.. U16(kind), .. Sized(content)];
}
