using System.Collections.Immutable;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Backup;

/// <summary>What a backup's file holds.</summary>
public sealed record ConfigurationFile
{
    public const string FormatName = "ftp-actors-configuration";
    public const int FormatVersion = 1;

    public required string Format { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>The server's product and version.</summary>
    public required string MadeBy { get; init; }
    /// <summary>Of the catalogue.</summary>
    public required long Revision { get; init; }
    /// <summary>Names only: the keys stay where they are.</summary>
    public required ImmutableArray<string> Certificates { get; init; }
    public required ImmutableArray<ConfigurationSetting> Settings { get; init; }
    public required ImmutableArray<ConfigurationGroup> Groups { get; init; }
    public required ImmutableArray<ConfigurationResource> Resources { get; init; }
    public required ImmutableArray<ConfigurationAccount> Users { get; init; }

    public Configuration Content() => new() { Settings = Settings, Groups = Groups, Resources = Resources, Users = Users };
}

/// <summary>All but the accounts, as a server tells it: one consistent state.</summary>
public sealed record ConfigurationPart
{
    public required DateTimeOffset MadeAt { get; init; }
    public required string MadeBy { get; init; }
    public required long Revision { get; init; }
    public required ImmutableArray<string> Certificates { get; init; }
    public required ImmutableArray<ConfigurationSetting> Settings { get; init; }
    public required ImmutableArray<ConfigurationGroup> Groups { get; init; }
    public required ImmutableArray<ConfigurationResource> Resources { get; init; }
    public required ImmutableArray<BrokenEntity> Broken { get; init; }
}

/// <summary>One page of accounts.</summary>
/// <param name="Next">The page behind it begins after this login; null: there is none.</param>
public sealed record ConfigurationPage(ImmutableArray<ConfigurationAccount> Users, ImmutableArray<BrokenEntity> Broken, string? Next);

/// <summary>Quarantined: what it was cannot be read, so it is in no backup, and a restore removes or makes it anew.</summary>
public sealed record BrokenEntity(EntityKind Kind, string Name, string Why);
