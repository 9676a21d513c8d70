using System.Net;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Backup;

/// <summary>Networks as operators and files write them.</summary>
public static class NetworkText
{
    public const string Allowed = "like 10.0.0.0/8 or 2001:db8::/32 with no bits behind the prefix, or one address";

    public static bool TryParse(string text, out IPNetwork network)
    {
        // the runtime cuts surplus bits off; who wrote them meant another network or another prefix
        if (IPNetwork.TryParse(text, out network))
        {
            return IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var written) && written.Equals(network.BaseAddress);
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        var plain = address.Unmapped();
        network = new IPNetwork(plain, plain.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>As other servers write it: surplus bits are cut off, a mask may be dotted, a star stands for everybody.</summary>
    public static bool TryParseMasked(string text, out IPNetwork network)
    {
        if (text == "*" || IPNetwork.TryParse(text, out network))
        {
            network = text == "*" ? new IPNetwork(IPAddress.Any, 0) : IPNetwork.Parse(text);
            return true;
        }

        if (text.Split('/') is [var head, var tail] && IPAddress.TryParse(head, out var address) && IPAddress.TryParse(tail, out var mask) && mask.AddressFamily == address.AddressFamily)
        {
            var (bytes, bits) = (address.GetAddressBytes(), mask.GetAddressBytes());
            var length = bits.Sum(b => System.Numerics.BitOperations.PopCount(b));
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] &= bits[i];
            }

            // a mask with holes is no prefix
            return IPNetwork.TryParse($"{new IPAddress(bytes)}/{length}", out network) && Prefix(bits, length);
        }

        return TryParse(text, out network);
    }

    private static bool Prefix(byte[] mask, int length)
    {
        for (var i = 0; i < mask.Length * 8; i++)
        {
            if (((mask[i / 8] >> (7 - (i % 8))) & 1) != (i < length ? 1 : 0))
            {
                return false;
            }
        }

        return true;
    }
}
