using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Configuration.Hocon;

namespace Ftp.Actors.Settings;

/// <summary>Readers and writers of the settings that name addresses and networks.</summary>
internal static class AddressSettings
{
    private const string PrivateWord = "private";
    private const string Auto = "auto";

    public static Parsed<ImmutableArray<IPAddress>> Addresses(string text)
    {
        var items = Words(text);
        if (items.Fault is not null)
        {
            return new Fault(items.Fault);
        }

        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var item in items.Value)
        {
            if (!TryAddress(item, out var address))
            {
                return new Fault($"{item} is not an IP address");
            }

            if (!addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return addresses.Count == 0 ? new Fault("an empty list") : addresses.ToImmutable();
    }

    public static string Addresses(ImmutableArray<IPAddress> addresses) => List(addresses.Select(a => a.ToString()));

    public static Parsed<ImmutableArray<IPNetwork>> Networks(string text)
    {
        var items = Words(text);
        if (items.Fault is not null)
        {
            return new Fault(items.Fault);
        }

        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var item in items.Value)
        {
            if (item == PrivateWord)
            {
                networks.AddRange(NetworkList.Private);
            }
            else if (TryNetwork(item, out var network))
            {
                networks.Add(network);
            }
            else
            {
                return new Fault($"{item} is not a network");
            }
        }

        return networks.Distinct().ToImmutableArray();
    }

    public static string Networks(ImmutableArray<IPNetwork> networks)
    {
        var whole = NetworkList.Private.All(networks.Contains);
        var others = networks.Where(n => !whole || !NetworkList.Private.Contains(n)).Select(n => n.ToString());
        return List(whole ? others.Prepend(PrivateWord) : others);
    }

    public static Parsed<PassiveAddress> Passive(string text)
    {
        if (SettingText.Unquote(text) == Auto)
        {
            return PassiveAddress.Auto;
        }

        var rules = Rules(text, "address", Told);
        return rules.Fault is not null ? new Fault(rules.Fault)
            : rules.Value.Length == 0 ? new Fault("an empty list")
            : new PassiveAddress([.. rules.Value.Select(r => new PassiveAddressRule(r.For, r.Value))]);

        // 227 has four numbers for the address: IPv6 clients use EPSV, which names none (RFC 2428 section 3)
        static Parsed<string> Told(string name) => TryAddress(name, out var address)
            ? address.AddressFamily == AddressFamily.InterNetwork && !address.Equals(IPAddress.Any) ? address.ToString() : new Fault($"{name} cannot be told in a 227, which carries one IPv4 address")
            : Uri.CheckHostName(name) == UriHostNameType.Dns && name.Any(char.IsAsciiLetter) ? name : new Fault($"{name} is neither an IP address nor a host name");
    }

    public static string Passive(PassiveAddress value) => value.Rules.Length == 0 ? Auto
        : Rules([.. value.Rules.Select(r => (r.For, r.Address))], "address");

    public static Parsed<ImmutableArray<NetworkCharset>> LegacyCharset(string text)
    {
        if (SettingText.Unquote(text) == "none")
        {
            return ImmutableArray<NetworkCharset>.Empty;
        }

        var rules = Rules(text, "charset", name => Protocol.LegacyCharset.Find(name) is { } found ? found.Name : new Fault($"{name} is not a known charset of single bytes"));
        return rules.Fault is not null ? new Fault(rules.Fault) : rules.Value.Select(r => new NetworkCharset(r.For, r.Value)).ToImmutableArray();
    }

    public static string LegacyCharset(ImmutableArray<NetworkCharset> value) => value.Length == 0 ? "none"
        : Rules([.. value.Select(c => (c.For, c.Charset))], "charset");

    public static bool TryNetwork(string text, out IPNetwork network)
    {
        network = default;
        if (!text.Contains('/', StringComparison.Ordinal))
        {
            if (!TryAddress(text, out var host))
            {
                return false;
            }

            network = new IPNetwork(host, host.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        return TryAddress(text[..text.IndexOf('/', StringComparison.Ordinal)], out _) && IPNetwork.TryParse(text, out network);
    }

    /// <summary>IPAddress takes "1" and "010.1" for addresses; operators who write them meant something else.</summary>
    private static bool TryAddress(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !address.IsIPv4MappedToIPv6 : address.ToString() == text);

    /// <summary>A list of words, or one word.</summary>
    private static Parsed<IReadOnlyList<string>> Words(string text)
    {
        if (text is not ['[', ..])
        {
            return new Parsed<IReadOnlyList<string>>([SettingText.Unquote(text)], null);
        }

        var items = SettingText.List(text);
        return items.Fault is not null ? new Fault(items.Fault)
            : items.Value.FirstOrDefault(i => !i.IsString()) is not null ? new Fault("a list of something else")
            : new Parsed<IReadOnlyList<string>>([.. items.Value.Select(i => i.GetString())], null);
    }

    private static string List(IEnumerable<string> items) => "[" + string.Join(", ", items.Select(SettingText.Quote)) + "]";

    /// <summary>One value for everybody it applies to, or <c>[{for = NETWORK, NAME = VALUE}, …]</c>.</summary>
    private static Parsed<ImmutableArray<(IPNetwork? For, string Value)>> Rules(string text, string name, Func<string, Parsed<string>> check)
    {
        if (text is not ['[', ..])
        {
            var single = check(SettingText.Unquote(text));
            return single.Fault is not null ? new Fault(single.Fault) : ImmutableArray.Create<(IPNetwork?, string)>((null, single.Value));
        }

        var items = SettingText.List(text);
        if (items.Fault is not null)
        {
            return new Fault(items.Fault);
        }

        var rules = ImmutableArray.CreateBuilder<(IPNetwork?, string)>();
        foreach (var item in items.Value)
        {
            var rule = Rule(item, name, check);
            if (rule.Fault is not null)
            {
                return new Fault(rule.Fault);
            }

            rules.Add(rule.Value);
        }

        return rules.ToImmutable();
    }

    private static Parsed<(IPNetwork?, string)> Rule(HoconValue item, string name, Func<string, Parsed<string>> check)
    {
        if (!item.IsObject())
        {
            return new Fault($"an element is not {{for = …, {name} = …}}");
        }

        var fields = item.GetObject().Items.ToDictionary(i => i.Key, i => i.Value.GetString(), StringComparer.Ordinal);
        if (fields.Keys.FirstOrDefault(k => k != "for" && k != name) is { } stranger)
        {
            return new Fault($"an element has {stranger}, which means nothing here");
        }

        IPNetwork? network = null;
        if (fields.TryGetValue("for", out var written))
        {
            if (!TryNetwork(written, out var parsed))
            {
                return new Fault($"{written} is not a network");
            }

            network = parsed;
        }

        var value = fields.TryGetValue(name, out var told) ? check(told) : new Fault($"an element has no {name}");
        return value.Fault is not null ? new Fault(value.Fault) : (network, value.Value);
    }

    private static string Rules(ImmutableArray<(IPNetwork? For, string Value)> rules, string name) => rules is [(null, var single)]
        ? single
        : "[" + string.Join(", ", rules.Select(r => r.For is { } network
            ? $"{{for = {SettingText.Quote(network.ToString())}, {name} = {SettingText.Quote(r.Value)}}}"
            : $"{{{name} = {SettingText.Quote(r.Value)}}}")) + "]";
}
