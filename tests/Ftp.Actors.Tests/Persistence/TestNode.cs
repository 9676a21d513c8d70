using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Configuration;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Tests.Persistence;

/// <summary>What persistent actors need of a node, and what they told it.</summary>
public sealed class TestNode : ILogSink, IAlarms
{
    private readonly ConcurrentDictionary<string, Alarm> _alarms = new();

    public TestNode(ServerSettings? files = null, TimeProvider? time = null)
    {
        var settings = files ?? new ServerSettings();
        Services = new NodeServices(
            "test", settings, new Published<ServerSettings>(settings), new Published<RightsSnapshot>(RightsSnapshot.Empty), new StorageDefaults(0x1A0, 0x1E8, TimeSpan.Zero),
            null!, null!, this, this, time ?? TimeProvider.System);
    }

    public NodeServices Services { get; }

    public ConcurrentQueue<LogEntry> Entries { get; } = new();

    public ImmutableArray<Alarm> Current => [.. _alarms.Values];

    public static Origin Ada { get; } = new("ada", "ctl", "local");

    /// <summary>Three keys, as the settings table would take them.</summary>
    public static SettingsRules Settings { get; } = new(TryApply, () => ["greeting", "guests", "port"]);

    public static Config Config(JournalStore store) => ConfigurationFactory.ParseString(store.Hocon).WithFallback(FtpPersistence.Serializer);

    public void Write(LogEntry entry) => Entries.Enqueue(entry);

    public void Raise(string key, string text) => _alarms[key] = new Alarm(key, text, DateTimeOffset.UnixEpoch);

    public void Clear(string key) => _alarms.TryRemove(key, out _);

    private static bool TryApply(ServerSettings settings, string key, string value, out ServerSettings result, out string error)
    {
        error = "";
        result = settings;
        switch (key)
        {
            case "greeting":
                result = settings with { Greeting = value };
                return true;
            case "guests" when value is "on" or "off":
                result = settings with { Guests = value == "on" };
                return true;
            case "port" when ushort.TryParse(value, out var port) && port > 0:
                result = settings with { Port = port };
                return true;
            default:
                error = $"{key}: '{value}' is not allowed";
                return false;
        }
    }
}
