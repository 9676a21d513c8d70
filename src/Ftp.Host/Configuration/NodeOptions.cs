using System.Collections.Immutable;
using Akka.Configuration;
using Ftp.Actors.Settings;
using Microsoft.Extensions.Logging;

namespace Ftp.Host.Configuration;

internal enum PersistenceProvider { Sqlite, PostgreSql }

/// <summary>Everything the files and <c>--set</c> say, checked. Paths are absolute.</summary>
internal sealed record NodeOptions
{
    public string NodeName { get; init; } = "";
    public string DataDirectory { get; init; } = "";
    public string StorageRoot { get; init; } = "";
    public ImmutableDictionary<string, string> MoreRoots { get; init; } = ImmutableDictionary<string, string>.Empty;
    public int FileMode { get; init; }
    public int DirectoryMode { get; init; }
    /// <summary>Bytes.</summary>
    public long MinimumFree { get; init; }
    public TimeSpan KeepPartial { get; init; }
    public PersistenceProvider Provider { get; init; }
    public string ConnectionString { get; init; } = "";
    public bool JsonLog { get; init; }
    public LogLevel LogLevel { get; init; }
    public string AdminAddress { get; init; } = "";
    public int AdminPort { get; init; }
    public ServerSettings Settings { get; init; } = new();
    /// <summary>All texts together: what the actor system runs with.</summary>
    public Config Hocon { get; init; } = Config.Empty;
    /// <summary>Where the settings came from, for people.</summary>
    public ImmutableArray<string> Files { get; init; } = [];
}
