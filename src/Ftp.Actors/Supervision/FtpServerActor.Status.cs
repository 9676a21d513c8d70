using System.Globalization;
using Akka.Actor;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>What operators see of it: the status, and alarms for settings that do not go together.</summary>
public sealed partial class FtpServerActor
{
    internal const string PassivePortsAlarm = "passive-ports";
    internal const string CertificateAlarm = "certificate";
    internal const string BindingAlarm = "tls-data-binding";

    /// <summary>The store publishes its certificates without a message, and one may stop serving without a change of settings: how often the alarm is looked after.</summary>
    internal static readonly TimeSpan CertificatePause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(1);

    private void AnswerStatus(IActorRef replyTo)
    {
        var settings = Settings;
        WarnOfCertificate();
        var state = !settings.Enabled || !_started ? "off"
            : _memory.Draining || _memory.Stopping ? "draining"
            : _open.Count == 0 ? "fault" : "on";
        var status = new ServerStatus(
            settings.Enabled, state, Listeners(), _memory.Tally.Sessions, _services.TransferSlots.InUse, _startedAt, ChangedBy: null, ChangedAt: null, _services.Alarms.Current)
        {
            ClearLogins = _services.ClearLogins.Current(),
            ClearLoginsSince = _services.ClearLogins.Since,
            Bans = _services.LoginGuard.Count,
        };
        AskState(StatusPatience).PipeTo(replyTo, Self, success: known =>
            known?.Settings.GetValueOrDefault("enabled") is { } who ? status with { ChangedBy = who.ChangedBy, ChangedAt = who.ChangedAt } : status);
    }

    private void WarnOfSettings()
    {
        WarnOfNarrowRange();
        WarnOfCertificate();
        WarnOfBinding();
    }

    private void WarnOfNarrowRange()
    {
        var (ports, transfers) = (Settings.PassivePorts, Settings.MaximumConnections);
        if (ports.Count < transfers)
        {
            _services.Alarms.Raise(PassivePortsAlarm, string.Create(
                CultureInfo.InvariantCulture,
                $"passive-ports {ports} has {ports.Count} ports, but maximum-connections lets {transfers} clients transfer at the same time: some will get no port"));
        }
        else
        {
            _services.Alarms.Clear(PassivePortsAlarm);
        }
    }

    /// <summary>FTP is open all the same: those who need no TLS are served, those who do are not.</summary>
    private void WarnOfCertificate()
    {
        if (_started && ChosenCertificate.Trouble(Settings, _services.Certificates.Current) is { } trouble)
        {
            _services.Alarms.Raise(CertificateAlarm, trouble);
        }
        else
        {
            _services.Alarms.Clear(CertificateAlarm);
        }
    }

    /// <summary>Over with a setting that says what is so.</summary>
    private void WarnOfBinding()
    {
        if (SettingWarnings.WeakerBinding(Settings, _services.StrictestDataBinding) is { } weaker)
        {
            _services.Alarms.Raise(BindingAlarm, weaker);
        }
        else
        {
            _services.Alarms.Clear(BindingAlarm);
        }
    }

    private sealed class LookAtCertificate
    {
        public static LookAtCertificate Instance { get; } = new();
    }
}
