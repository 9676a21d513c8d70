using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Settings;

/// <summary>The settings in force: what an administrator set, else what the files say, else the reference. One immutable value; see <c>hocon/ftp.reference.conf</c> for units and reasons.</summary>
public sealed record ServerSettings
{
    public bool Enabled { get; init; } = true;
    public ImmutableArray<IPAddress> Addresses { get; init; } = [IPAddress.Any, IPAddress.IPv6Any];
    public int Port { get; init; } = 21;
    /// <summary>True where nobody named the port, so that it may move to 2121 where 21 is not permitted.</summary>
    public bool PortIsDefault { get; init; } = true;
    public int? ImplicitTlsPort { get; init; }
    public PortRange PassivePorts { get; init; } = new(50000, 50999);
    public PassiveAddress PassiveAddress { get; init; } = PassiveAddress.Auto;
    public ImmutableArray<IPNetwork> LocalNetworks { get; init; } = NetworkList.Private;

    /// <summary>Clients transferring at the same time.</summary>
    public int MaximumConnections { get; init; } = 200;
    /// <summary>Control connections.</summary>
    public int MaximumSessions { get; init; } = 10000;
    /// <summary>Control connections that have not logged in yet; beyond it the oldest of them is closed.</summary>
    public int MaximumSessionsBeforeLogin { get; init; } = 2000;
    /// <summary>Sessions of one login; null is unlimited. Guests are not one login.</summary>
    public int? MaximumConnectionsPerLogin { get; init; }
    /// <summary>Sessions of one host (an IPv4 address or an IPv6 /64); null is unlimited.</summary>
    public int? MaximumConnectionsPerHost { get; init; }
    public int? MaximumGuests { get; init; }
    public bool Guests { get; init; } = true;

    public string Certificate { get; init; } = "auto";
    public RequireTls RequireTls { get; init; } = RequireTls.Off;
    public bool RequireTlsData { get; init; }
    public TlsVersion TlsMinimum { get; init; } = TlsVersion.Tls12;
    public DataBinding TlsDataBinding { get; init; } = DataBinding.SameSession;
    public ClientCertificates ClientCertificates { get; init; } = ClientCertificates.Off;
    /// <summary>A file of PEM certificates that client certificates must lead to; "": any certificate passes the handshake, and only those mapped to an account mean anything.</summary>
    public string ClientCertificateAuthorities { get; init; } = "";
    public UncleanUploadEnd UncleanUploadEnd { get; init; } = UncleanUploadEnd.Refuse;
    /// <summary>CCC is allowed: after the login the control connection goes on in clear.</summary>
    public bool ClearCommandChannel { get; init; }

    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan DataConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan ShutdownDeadline { get; init; } = TimeSpan.FromSeconds(8);

    public int PasswordMinimumLength { get; init; } = 8;
    /// <summary>Of lower case, upper case, digits and the rest: how many kinds a new password has.</summary>
    public int PasswordMinimumClasses { get; init; } = 1;
    /// <summary>SITE PSWD: the owner of an account may set its password over FTP.</summary>
    public bool PasswordChange { get; init; } = true;

    /// <summary>Failed logins that one control connection may have.</summary>
    public int LoginTries { get; init; } = 3;
    public BanSettings Ban { get; init; } = BanSettings.Default;
    /// <summary>Where not empty, only these networks are served at the control port.</summary>
    public ImmutableArray<IPNetwork> AllowFrom { get; init; } = [];
    /// <summary>These are not served at the control port, whatever is allowed.</summary>
    public ImmutableArray<IPNetwork> DenyFrom { get; init; } = [];
    /// <summary>As <see cref="AllowFrom"/>, at the port for implicit TLS.</summary>
    public ImmutableArray<IPNetwork> ImplicitTlsAllowFrom { get; init; } = [];
    public ImmutableArray<IPNetwork> ImplicitTlsDenyFrom { get; init; } = [];

    /// <summary>Bytes a second of all transfers of the server; null is unlimited. Download is to clients.</summary>
    public Rates Rate { get; init; } = Rates.Unlimited;
    public Rates RatePerLogin { get; init; } = Rates.Unlimited;
    public Rates RatePerHost { get; init; } = Rates.Unlimited;

    /// <summary>A session that could not have its rights confirmed for so long refuses what needs a right.</summary>
    public TimeSpan StalenessLimit { get; init; } = TimeSpan.FromSeconds(60);

    public string Greeting { get; init; } = "FTP server ready";
    public string Welcome { get; init; } = "";
    /// <summary>Name of a text file whose lines answer a CWD into its folder; "" for none.</summary>
    public string FolderMessage { get; init; } = ".message";
    public TimeZoneInfo ListTimeZone { get; init; } = TimeZoneInfo.Utc;
    /// <summary>Charset of clients that never say OPTS UTF8 ON (CP1251, CP866, ISO-8859-1); null for none. The first entry whose network holds the peer wins.</summary>
    public ImmutableArray<NetworkCharset> LegacyCharset { get; init; } = [];
    /// <summary>PORT/EPRT and foreign peers of passive connections: false (the default) admits only the control connection's peer address.</summary>
    public bool ForeignDataAddresses { get; init; }
}

/// <summary>When a host is banned for guessing passwords, and for how long.</summary>
/// <param name="Failures">Failed logins within <paramref name="Window"/>; null: nobody is banned.</param>
/// <param name="Time">The first ban; each further one is twice as long as the one before, up to <paramref name="Longest"/>.</param>
/// <param name="Never">Hosts that are slowed down, but not banned.</param>
public sealed record BanSettings(int? Failures, TimeSpan Window, TimeSpan Time, TimeSpan Longest, ImmutableArray<IPNetwork> Never)
{
    public static BanSettings Default { get; } = new(
        10, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), TimeSpan.FromDays(1), [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]);
}

/// <summary>Bytes a second; null is unlimited.</summary>
public readonly record struct Rates(long? Download, long? Upload)
{
    public static Rates Unlimited { get; }
}

/// <summary>TCP ports, both ends included.</summary>
public readonly record struct PortRange(int First, int Last)
{
    public int Count => Last - First + 1;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}

/// <summary>What 227 tells a peer. The first rule whose network holds the peer wins; no rule: the address that the client reached.</summary>
public sealed record PassiveAddress(ImmutableArray<PassiveAddressRule> Rules)
{
    public static PassiveAddress Auto { get; } = new([]);
}

/// <param name="For">Peers this address is told to; null for every peer outside <c>local-networks</c>.</param>
/// <param name="Address">An IP address or a DNS name.</param>
public sealed record PassiveAddressRule(IPNetwork? For, string Address);

/// <param name="For">Null for every peer.</param>
public sealed record NetworkCharset(IPNetwork? For, string Charset);

public static class NetworkList
{
    /// <summary>What <c>private</c> stands for: RFC 1918, RFC 6598, loopback, link-local and unique local IPv6.</summary>
    public static ImmutableArray<IPNetwork> Private { get; } =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fc00::/7"),
    ];

    public static bool Holds(this ImmutableArray<IPNetwork> networks, IPAddress address)
    {
        var plain = address.Unmapped();
        return networks.Any(n => n.Contains(plain));
    }
}
