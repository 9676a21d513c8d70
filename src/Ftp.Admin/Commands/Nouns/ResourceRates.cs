using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>A resource's limits on bytes a second: the options of <c>resources set</c> and how they are shown.</summary>
internal static class ResourceRates
{
    private static readonly Parameter<Field<long?>> Download = new("download-rate", RateKinds.Rate, "bytes a second from it to clients, over all sessions");
    private static readonly Parameter<Field<long?>> Upload = new("upload-rate", RateKinds.Rate, "bytes a second into it from clients, over all sessions");

    public static ImmutableArray<Parameter> All { get; } = [Download, Upload];

    public static ResourceOptions Apply(CommandCall call, ResourceOptions options) => options with
    {
        DownloadRate = call.Find(Download) is { } down ? down.Value : options.DownloadRate,
        UploadRate = call.Find(Upload) is { } up ? up.Value : options.UploadRate,
    };

    /// <summary>Null: unlimited.</summary>
    public static JsonObject AddTo(JsonObject json, ResourceOptions options)
    {
        json["downloadRate"] = options.DownloadRate;
        json["uploadRate"] = options.UploadRate;
        return json;
    }

    public static IEnumerable<(string, string?)> Fields(ResourceOptions options) =>
    [
        ("download rate", options.DownloadRate is { } down ? RateKinds.PerSecond(down) : null),
        ("upload rate", options.UploadRate is { } up ? RateKinds.PerSecond(up) : null),
    ];
}
