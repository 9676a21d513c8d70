using System.Collections.Concurrent;
using System.Net;
using Ftp.Actors.Bans;
using Ftp.Actors.Log;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Tests.Bans;

/// <summary>A guard with a clock of its own; nobody is excepted by name.</summary>
public abstract class GuardTest : ILogSink
{
    private protected GuardTest()
    {
        Settings = new Published<ServerSettings>(new ServerSettings { Ban = BanSettings.Default with { Never = [] } });
        Guard = new LoginGuard(Settings, this, Clock);
    }

    internal TwoClocks Clock { get; } = new();

    protected Published<ServerSettings> Settings { get; }

    protected LoginGuard Guard { get; }

    protected ConcurrentQueue<LogEntry> Entries { get; } = new();

    public void Write(LogEntry entry) => Entries.Enqueue(entry);

    protected static IPAddress Ip(string text) => IPAddress.Parse(text);

    protected void Rules(Func<BanSettings, BanSettings> change) => Settings.Publish(Settings.Current with { Ban = change(Settings.Current.Ban) });

    protected void Never(params string[] networks) => Rules(r => r with { Never = [.. networks.Select(n => IPNetwork.Parse(n))] });

    protected FailureVerdict Fail(string host, string login = "ada") => Guard.Failed(Ip(host), login);

    protected FailureVerdict Fail(string host, int times)
    {
        for (var i = 1; i < times; i++)
        {
            Fail(host);
        }

        return Fail(host);
    }

    protected bool IsBanned(string host) => Guard.Over(Ip(host)) is not null;
}
