using Ftp.Actors.Settings;

namespace Ftp.Actors.Bandwidth;

/// <summary>Seen from the server's clients, as the settings name it.</summary>
public enum Direction { Download, Upload }

/// <summary>Whose transfers share a limit.</summary>
public enum RateScope { Server, Login, Host, Resource, Transfer }

/// <summary>One limit, as its transfers find it.</summary>
/// <param name="Name">The login ("" for guests, who are one), the host, the resource; "" where there is but one.</param>
public readonly record struct RateKey(RateScope Scope, Direction Direction, string Name);

/// <summary>A limit as it is now.</summary>
/// <param name="Rate">Bytes a second, at least 1.</param>
/// <param name="Own">Of a login: the account's own, not the settings'.</param>
public readonly record struct RateLimit(RateKey Key, long Rate, bool Own = false)
{
    /// <summary>Where an operator finds it, and what it is: <c>download-rate-per-login (ada) = 1MiB</c>.</summary>
    public override string ToString() => $"{Where(Key, Own)} = {SettingValues.Rate(Rate)}";

    /// <summary>How limits of this direction are called wherever they are set.</summary>
    public static string Setting(Direction direction) => direction == Direction.Download ? "download-rate" : "upload-rate";

    public static string Where(RateKey key, bool own = false)
    {
        var setting = Setting(key.Direction);
        return key.Scope switch
        {
            RateScope.Login when own => $"{setting} of user {key.Name}",
            RateScope.Login => $"{setting}-per-login ({(key.Name.Length == 0 ? "guests" : key.Name)})",
            RateScope.Host => $"{setting}-per-host ({key.Name})",
            RateScope.Resource => $"{setting} of resource {key.Name}",
            RateScope.Transfer => "transfers throttle",
            _ => setting,
        };
    }
}
