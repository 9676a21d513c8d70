using System.Buffers.Binary;

namespace Ftp.Actors.Network.Tls;

/// <summary>Reads from our own handshake flight whether a session is resumed: how it is told where OpenSSL cannot be asked.</summary>
internal static class ServerFlight
{
    private const byte HandshakeRecord = 22;
    private const byte ChangeCipherSpecRecord = 20;
    private const byte ServerHello = 2;
    private const byte NewSessionTicket = 4;
    private const int PreSharedKey = 41;
    private const int FixedPart = 2 + 32;

    /// <summary>
    /// TLS 1.3: the ServerHello accepts a pre-shared key (RFC 8446 section 4.2.11). TLS 1.2: behind it stand no certificate but a ticket or the change of ciphers
    /// (RFC 5077 section 3.1).
    /// </summary>
    public static bool Resumes(ReadOnlySpan<byte> flight)
    {
        var afterHello = false;
        while (flight.Length >= 5)
        {
            var record = flight[0];
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(flight[3..]), flight.Length - 5);
            var body = flight.Slice(5, length);
            flight = flight[(5 + length)..];
            if (record != HandshakeRecord)
                return record == ChangeCipherSpecRecord && afterHello && !IsTls13(flight);
            while (body.Length >= 4)
            {
                var type = body[0];
                var size = Math.Min((body[1] << 16) | (body[2] << 8) | body[3], body.Length - 4);
                var message = body.Slice(4, size);
                body = body[(4 + size)..];
                if (type == ServerHello && HasPreSharedKey(message))
                    return true;
                if (type != ServerHello)
                    return type == NewSessionTicket && afterHello;
                afterHello = true;
            }
        }

        return false;
    }

    /// <summary>The change of ciphers that TLS 1.3 sends for the sake of middleboxes is followed by what looks like data.</summary>
    private static bool IsTls13(ReadOnlySpan<byte> behind) => behind.IsEmpty || behind[0] != HandshakeRecord;

    private static bool HasPreSharedKey(ReadOnlySpan<byte> hello)
    {
        if (hello.Length <= FixedPart)
            return false;
        var at = FixedPart + 1 + hello[FixedPart] + 2 + 1 + 2;
        while (at + 4 <= hello.Length)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(hello[at..]) == PreSharedKey)
                return true;
            at += 4 + BinaryPrimitives.ReadUInt16BigEndian(hello[(at + 2)..]);
        }

        return false;
    }
}
