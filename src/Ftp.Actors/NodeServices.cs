using Ftp.Actors.Bandwidth;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;

namespace Ftp.Actors;

/// <summary>What every actor of a node works with.</summary>
/// <param name="FileSettings">What the files say, before an administrator's overrides.</param>
/// <param name="Settings">The settings in force; published by the catalogue actor.</param>
/// <param name="Rights">The rights in force; published by the catalogue actor.</param>
public sealed record NodeServices(
    string NodeName,
    ServerSettings FileSettings,
    Published<ServerSettings> Settings,
    Published<RightsSnapshot> Rights,
    StorageDefaults StorageDefaults,
    IFileStorage Storage,
    IDataChannels DataChannels,
    ILogSink Log,
    IAlarms Alarms,
    TimeProvider Time)
{
    /// <summary>The certificates that can serve now; published by the certificate store.</summary>
    public Published<CertificateSet> Certificates { get; init; } = new(CertificateSet.Empty);

    /// <summary>The most that this machine can check of <c>tls-data-binding</c>.</summary>
    public DataBinding StrictestDataBinding { get; init; } = DataBinding.SameSession;

    /// <summary>When the rights in force were last known to be the newest.</summary>
    public RightsLease RightsLease { get; init; } = new(Time);

    /// <summary>Who logged in without TLS lately.</summary>
    public ClearLogins ClearLogins { get; init; } = new(Time);

    /// <summary>The limits on bytes a second that transfers of this node run under.</summary>
    public RateTable Bandwidth { get; init; } = new(Time);

    /// <summary>What is stored where a quota holds, and what uploads may still take. The storage must have been given the same.</summary>
    public QuotaLedger Quotas { get; init; } = new(Log, Alarms, Time);

    /// <summary>What stands against guessing passwords: asked at every connect and every login.</summary>
    public LoginGuard LoginGuard { get; init; } = new(Settings, Log, Time);

    /// <summary>The transfer slots of this node: <c>maximum-connections</c>, counted exactly.</summary>
    public TransferSlots TransferSlots { get; init; } = new(() => Settings.Current.MaximumConnections);
}

/// <summary>The <c>ftp.storage</c> keys that a resource can override, and what becomes of interrupted uploads.</summary>
/// <param name="KeepPartial">Zero: interrupted uploads are removed.</param>
public sealed record StorageDefaults(int FileMode, int DirectoryMode, TimeSpan KeepPartial);
