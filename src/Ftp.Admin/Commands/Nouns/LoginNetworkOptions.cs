using System.Collections.Immutable;
using System.Net;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>From where somebody logs in: the options <c>--allow-from</c> and <c>--deny-from</c>, each of them the whole list.</summary>
internal static class LoginNetworkOptions
{
    private static readonly Parameter<ImmutableArray<IPNetwork>> Allow = Networks("allow-from", "logs in from these networks only");
    private static readonly Parameter<ImmutableArray<IPNetwork>> Deny = Networks("deny-from", "does not log in from these, whatever is allowed");

    public static ImmutableArray<Parameter> All { get; } = [Allow, Deny];

    /// <returns>Null: it was not named.</returns>
    public static ImmutableArray<IPNetwork>? AllowFrom(CommandCall call) => Join(call.All(Allow));

    public static ImmutableArray<IPNetwork>? DenyFrom(CommandCall call) => Join(call.All(Deny));

    public static IEnumerable<(string, string?)> Fields(ImmutableArray<IPNetwork> allow, ImmutableArray<IPNetwork> deny) =>
        [("allow from", NetworkList.Text(allow)), ("deny from", NetworkList.Text(deny))];

    private static ImmutableArray<IPNetwork>? Join(ImmutableArray<ImmutableArray<IPNetwork>>? lists) => lists?.SelectMany(l => l).Distinct().ToImmutableArray();

    private static Parameter<ImmutableArray<IPNetwork>> Networks(string name, string help) =>
        new(name, new ValueKind<ImmutableArray<IPNetwork>>("CIDRS", $"networks separated by commas, each {ValueKinds.Network.Allowed}; '' for none", TryNetworks), help + "; repeat it or separate by commas, '' for none")
        {
            Repeatable = true,
        };

    private static bool TryNetworks(string text, out ImmutableArray<IPNetwork> networks) =>
        NetworkList.TryParse(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), out networks);
}
