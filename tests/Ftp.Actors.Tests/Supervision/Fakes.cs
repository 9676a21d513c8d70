using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Tests.Supervision;

internal sealed class MemoryLog : ILogSink
{
    private readonly ConcurrentQueue<LogEntry> _entries = [];

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public void Write(LogEntry entry) => _entries.Enqueue(entry);
}

internal static class TestNode
{
    public static NodeServices Services(ServerSettings settings, out MemoryLog log)
    {
        log = new MemoryLog();
        return new NodeServices(
            "test", settings, new Published<ServerSettings>(settings), new Published<RightsSnapshot>(RightsSnapshot.Empty), new StorageDefaults(0x1A0, 0x1E8, TimeSpan.Zero), Storage: null!,
            DataChannels: null!, log, new Alarms(log, TimeProvider.System), TimeProvider.System)
        {
            Certificates = new Published<CertificateSet>(Certificates(CertificateSet.Auto)),
        };
    }

    /// <summary>A store whose certificates nobody shakes hands with.</summary>
    public static CertificateSet Certificates(params string[] names) => new(names.ToImmutableDictionary(n => n, n => new TlsIdentity(n, [], null!)));
}

/// <summary>A connection that remembers what was done to it.</summary>
internal sealed class FakeConnection(string peer = "192.0.2.1") : IControlConnection
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IPEndPoint Peer { get; } = new(IPAddress.Parse(peer), 40000);

    public IDataTls? DataTls { get; set; }

    public Task<TlsFacts> StartTlsAsync(TlsTerms terms, CancellationToken cancel) => throw new TlsFailedException("no TLS here");

    public Task StopTlsAsync(CancellationToken cancel) => throw new TlsFailedException("no TLS here");

    public IPEndPoint Local { get; } = new(IPAddress.Loopback, 21);

    public string Written { get; private set; } = "";

    public bool Aborted { get; private set; }

    /// <summary>The client closed its side.</summary>
    public bool Gone { get; set; }

    /// <summary>Completes when it is closed or reset.</summary>
    public Task Closed => _closed.Task;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        Written += Encoding.UTF8.GetString(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync()
    {
        _closed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        Aborted = true;
        _closed.TrySetResult();
    }

    public ValueTask DisposeAsync() => CloseAsync();

    public ValueTask WaitReadableAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    public int Read(Span<byte> buffer) => -1;

    public bool PeerIsGone() => Gone;
}

/// <summary>What the fake session tells the test.</summary>
internal sealed record SessionStarted(long Id, IActorRef Session, IControlConnection Connection, bool ImplicitTls);

internal sealed record SessionHeard(long Id, object Message);

/// <summary>A session that leaves when it is told to, unless it has a transfer that may finish, or is stubborn.</summary>
internal sealed class FakeSession(long id, IControlConnection connection, bool implicitTls, IActorRef test) : UntypedActor
{
    private bool _busy;
    private bool _stubborn;
    private bool _ending;

    protected override void PreStart() => test.Tell(new SessionStarted(id, Self, connection, implicitTls));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case "busy":
                _busy = true;
                break;
            case "finished":
                _busy = false;
                if (_ending)
                {
                    Leave();
                }

                break;
            case "stubborn":
                _stubborn = true;
                break;
            case "crash":
                throw new InvalidOperationException("crash on demand");
            case EndSession end:
                test.Tell(new SessionHeard(id, end));
                _ending = true;
                if (!_stubborn && (!_busy || !end.LetTransferFinish))
                {
                    Leave();
                }

                break;
            case Released:
                _ = connection.CloseAsync().AsTask();
                Context.Stop(Self);
                break;
            case DescribeSession when !_stubborn:
                Sender.Tell(new SessionCard(
                    id, "ada", false, connection.Peer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, FtpPath.Root, "idle", null, null));
                break;
            case AccountChanged:
                test.Tell(new SessionHeard(id, message));
                break;
        }
    }

    private void Leave() => Context.Parent.Tell(new ReleaseSession(id));
}

/// <summary>Ports of a machine that exists only here.</summary>
internal sealed class FakeListeners : IControlListeners
{
    private readonly ConcurrentDictionary<IPEndPoint, FakeListener> _open = [];

    /// <summary>What binding an end point throws.</summary>
    public ConcurrentDictionary<IPEndPoint, SocketError> Errors { get; } = [];

    public ImmutableArray<string> Open => [.. _open.Keys.Select(e => e.ToString()).Order(StringComparer.Ordinal)];

    public FakeListener this[string endPoint] => _open[IPEndPoint.Parse(endPoint)];

    public void Fail(string endPoint, SocketError error) => Errors[IPEndPoint.Parse(endPoint)] = error;

    public IControlListener Bind(IPEndPoint endPoint)
    {
        if (Errors.TryGetValue(endPoint, out var error))
        {
            throw new SocketException((int)error);
        }

        var actual = endPoint.Port == 0 ? new IPEndPoint(endPoint.Address, 40000 + _open.Count) : endPoint;
        var any = actual.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        if (_open.Keys.Any(o => o.Port == actual.Port && o.AddressFamily == actual.AddressFamily
            && (o.Address.Equals(actual.Address) || o.Address.Equals(any) || actual.Address.Equals(any))))
        {
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        var listener = new FakeListener(actual, () => _open.TryRemove(actual, out _));
        _open[actual] = listener;
        return listener;
    }
}

internal sealed class FakeListener(IPEndPoint endPoint, Action closed) : IControlListener
{
    private readonly Channel<Func<IControlConnection>> _arrivals = Channel.CreateUnbounded<Func<IControlConnection>>();
    private int _accepts;

    public IPEndPoint EndPoint => endPoint;

    /// <summary>How many accepts were begun.</summary>
    public int Accepts => Volatile.Read(ref _accepts);

    public void Arrive(IControlConnection connection) => _arrivals.Writer.TryWrite(() => connection);

    public void FailAccept(Exception fault) => _arrivals.Writer.TryWrite(() => throw fault);

    public async ValueTask<IControlConnection> AcceptAsync(CancellationToken cancel)
    {
        Interlocked.Increment(ref _accepts);
        try
        {
            return (await _arrivals.Reader.ReadAsync(cancel))();
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(FakeListener));
        }
    }

    public ValueTask DisposeAsync()
    {
        // its actor disposes it once more, when the port may be another's already
        if (_arrivals.Writer.TryComplete())
        {
            closed();
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>A catalogue of settings: keeps, refuses, or does not answer, as the test says.</summary>
internal sealed class FakeCatalog(NodeServices services) : UntypedActor
{
    private CatalogState _state = CatalogState.Empty;
    private CatalogAnswer? _refuse;
    private bool _mute;

    /// <summary>The few keys that decide about ports; stands in for the settings table.</summary>
    public static bool Apply(ServerSettings settings, string key, string value, out ServerSettings result, out string error)
    {
        error = "";
        result = settings;
        switch (key)
        {
            case "enabled":
                result = settings with { Enabled = value == "on" };
                return true;
            case "port" when value == "crash":
                throw new InvalidOperationException("crash on demand");
            case "port" when int.TryParse(value, out var port):
                result = settings with { Port = port, PortIsDefault = false };
                return true;
            case "addresses":
                result = settings with { Addresses = [.. value.Split(',').Select(IPAddress.Parse)] };
                return true;
            case "implicit-tls-port" or "certificate" or "require-tls" or "tls-data-binding":
                return SettingsTable.TryApply(settings, key, value, out result, out error);
            case "maximum-connections" when int.TryParse(value, out var most):
                result = settings with { MaximumConnections = most };
                return true;
            default:
                error = $"{key}: {value} is not allowed";
                return false;
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CatalogAnswer.Refused refuse:
                _refuse = refuse;
                break;
            case "mute":
                _mute = true;
                break;
            case CatalogState state:
                _state = state;
                break;
            case CatalogQueries.GetState when !_mute:
                Sender.Tell(_state);
                break;
            case CatalogCommand when _mute:
                break;
            case CatalogCommand when _refuse is not null:
                Sender.Tell(_refuse);
                break;
            case CatalogCommands.SetSetting set:
                Keep(_state.Settings.SetItem(set.Key, new SettingOverride(set.Key, set.Value, set.Origin.By, DateTimeOffset.UnixEpoch)));
                break;
            case CatalogCommands.ResetSetting reset:
                Keep(_state.Settings.Remove(reset.Key));
                break;
        }
    }

    private void Keep(ImmutableSortedDictionary<string, SettingOverride> settings)
    {
        _state = _state with { Revision = _state.Revision + 1, Settings = settings };
        var old = services.Settings.Current;
        var now = settings.Values.Aggregate(services.FileSettings, (s, o) => Apply(s, o.Key, o.Value, out var next, out _) ? next : s);
        services.Settings.Publish(now);
        Context.System.EventStream.Publish(new SettingsChanged(old, now));
        Sender.Tell(new CatalogAnswer.Done(_state.Revision, old != now));
    }
}
