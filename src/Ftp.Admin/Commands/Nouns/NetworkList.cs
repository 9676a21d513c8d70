using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Nodes;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Whole lists of networks: <c>--allow-from 10.0.0.0/8,192.0.2.7</c>.</summary>
internal static class NetworkList
{
    private const string None = "none";

    public static ValueKind<ImmutableArray<IPNetwork>> Kind { get; } =
        new("CIDR,…", $"networks like 10.0.0.0/8 or addresses, separated by commas, or {None}", (string t, [MaybeNullWhen(false)] out ImmutableArray<IPNetwork> v) =>
            TryParse(t == None ? [] : t.Split(',', StringSplitOptions.TrimEntries), out v));

    /// <summary>All of the words, each network once.</summary>
    public static bool TryParse(IEnumerable<string> words, out ImmutableArray<IPNetwork> networks)
    {
        networks = [];
        foreach (var word in words)
        {
            if (!ValueKinds.Network.TryParse(word, out var network))
                return false;
            networks = networks.Contains(network) ? networks : networks.Add(network);
        }

        return true;
    }

    public static JsonArray Json(ImmutableArray<IPNetwork> networks) => Show.List(networks.Select(n => n.ToString()));

    public static string Text(ImmutableArray<IPNetwork> networks) => string.Join(", ", networks);
}
