using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>An account's own time-outs and rates, and whether its owner sets its password: the options of <c>users add|set</c> and how they are shown.</summary>
internal static class LimitOptions
{
    private static readonly (string, bool)[] OnOff = [("on", true), ("off", false)];

    private static readonly Parameter<Field<TimeSpan?>> Idle = new("idle-timeout", RateKinds.DurationOrDefault, "a session without a command and a transfer ends after it");
    private static readonly Parameter<Field<TimeSpan?>> Stall = new("stall-timeout", RateKinds.DurationOrDefault, "a transfer whose peer is silent ends after it");
    private static readonly Parameter<Field<TimeSpan?>> Connect = new("data-connect-timeout", RateKinds.DurationOrDefault, "the time for a data connection to be made");
    private static readonly Parameter<Field<long?>> Download = new("download-rate", RateKinds.RateOrDefault, "bytes a second to the client, over all its sessions");
    private static readonly Parameter<Field<long?>> Upload = new("upload-rate", RateKinds.RateOrDefault, "bytes a second from the client, over all its sessions");
    private static readonly Parameter<Field<bool?>> Password = new("change-password", ValueKinds.WordOrDefault(OnOff), "its owner may set its password over FTP (SITE PSWD)");

    public static ImmutableArray<Parameter> All { get; } = [Idle, Stall, Connect, Download, Upload, Password];

    public static AccountChange Apply(CommandCall call, AccountChange change) => change with
    {
        IdleTimeout = call.Find(Idle),
        StallTimeout = call.Find(Stall),
        DataConnectTimeout = call.Find(Connect),
        DownloadRate = call.Find(Download),
        UploadRate = call.Find(Upload),
        ChangePassword = call.Find(Password),
    };

    /// <summary>Null: what the settings say. A rate of 0: unlimited, whatever they say.</summary>
    public static JsonObject Json(AccountLimits limits) => new()
    {
        ["idleTimeout"] = Time(limits.IdleTimeout),
        ["stallTimeout"] = Time(limits.StallTimeout),
        ["dataConnectTimeout"] = Time(limits.DataConnectTimeout),
        ["downloadRate"] = limits.DownloadRate,
        ["uploadRate"] = limits.UploadRate,
        ["changePassword"] = limits.ChangePassword,
    };

    public static IEnumerable<(string, string?)> Fields(AccountLimits limits) =>
    [
        ("idle timeout", Time(limits.IdleTimeout)),
        ("stall timeout", Time(limits.StallTimeout)),
        ("data connect", Time(limits.DataConnectTimeout)),
        ("download rate", Rate(limits.DownloadRate)),
        ("upload rate", Rate(limits.UploadRate)),
        ("change password", TlsOptions.Word(OnOff, limits.ChangePassword)),
    ];

    private static string? Time(TimeSpan? time) => time is { } t ? SettingValues.Duration(t) : null;

    private static string? Rate(long? rate) => rate is { } r ? RateKinds.Limit(r == 0 ? null : r) : null;
}
