using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.Logging;
using Ftp.Actors;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.History;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Persistence;
using Ftp.Actors.Quotas;
using Ftp.Actors.Sessions;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;
using Ftp.Host.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ftp.Host.Start;

/// <summary>Puts the parts of a node together and takes them through their life.</summary>
internal sealed class Composition : INode
{
    private const string SystemName = "ftp";

    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FaultPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly NodeOptions _options;
    private readonly IHost _host;
    private readonly FileStorage _storage;
    private readonly NodeServices _services;
    private ControlSocketServer? _control;

    private Composition(NodeOptions options, IHost host, FileStorage storage, NodeServices services)
    {
        _options = options;
        _host = host;
        _storage = storage;
        _services = services;
    }

    public CancellationToken Died => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    private ActorRegistry Actors => _host.Services.GetRequiredService<ActorRegistry>();

    internal static async Task<INode> BuildAsync(NodeOptions options, DataDirectory data)
    {
        // empty: no appsettings.json of the current directory and no environment variable has a say
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        ConsoleLog.Configure(builder.Logging, options);
        // the default lifetime would answer signals on its own
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Patience);
        var persistence = Persistence(options, data);
        NodeServices? services = null;
        builder.Services.AddAkka(SystemName, (akka, _) => akka
            .AddHocon(options.Hocon, HoconAddMode.Append)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithFtpPersistence(persistence)
            .WithActors((system, registry) => Start(system, registry, services!, CertificateStart.Options(data.Path))));
        var host = builder.Build();

        var log = new LoggingSink(host.Services.GetRequiredService<ILoggerFactory>(), TimeProvider.System);
        var alarms = new Alarms(log, TimeProvider.System);
        var quotas = new QuotaLedger(log, alarms, TimeProvider.System);
        var storage = new FileStorage(
            new StorageOptions(
                options.StorageRoot, options.MoreRoots, options.FileMode, options.DirectoryMode, options.MinimumFree, options.KeepPartial, data.Path, options.NodeName),
            alarms, log, TimeProvider.System, quotas);
        var settings = new Published<ServerSettings>(options.Settings);
        services = new NodeServices(
            options.NodeName, options.Settings, settings, new Published<RightsSnapshot>(RightsSnapshot.Empty),
            new StorageDefaults(options.FileMode, options.DirectoryMode, options.KeepPartial),
            storage, new DataChannels(settings, alarms), log, alarms, TimeProvider.System)
        {
            StrictestDataBinding = TlsSupport.Strictest,
            Quotas = quotas,
        };
        try
        {
            await TryAsync(() => storage.StartAsync(CancellationToken.None), $"storage root {options.StorageRoot}");
            await TryAsync(() => Task.Run(() => FtpPersistence.Verify(persistence)), "the database cannot be used");
            return new Composition(options, host, storage, services);
        }
        catch
        {
            await storage.DisposeAsync();
            host.Dispose();
            throw;
        }
    }

    /// <param name="what">Before the reason, where the step does not itself say what failed.</param>
    private static async Task TryAsync(Func<Task> step, string what)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            throw new CannotStartException(e is IOException ? e.Message : $"{what}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    public async Task RecoverAsync(CancellationToken cancel)
    {
        await _host.StartAsync(cancel);
        _ = await CatalogAsync(RecoveryPatience, cancel);
        _ = await CertificatesAsync(RecoveryPatience, cancel);
        _ = await RecoveredAsync<QuotaReport>(Actors.Get<ActorKeys.Quotas>(), QuotaQueries.Show.Instance, "the quotas", RecoveryPatience, cancel);
        _ = await RecoveredAsync<BanList>(Actors.Get<ActorKeys.Bans>(), BanQueries.List.Instance, "the bans", RecoveryPatience, cancel);
        var context = new CommandContext(await Actors.GetAsync<ActorKeys.Catalog>(cancel), await Actors.GetAsync<ActorKeys.Accounts>(cancel), await Actors.GetAsync<ActorKeys.Server>(cancel), _services)
        {
            Certificates = Actors.Get<ActorKeys.Certificates>(),
            History = Actors.Get<ActorKeys.History>(),
            Quotas = Actors.Get<ActorKeys.Quotas>(),
            Bans = Actors.Get<ActorKeys.Bans>(),
        };
        _control = new ControlSocketServer(_options.DataDirectory, context, _host.Services.GetRequiredService<ILoggerFactory>());
        try
        {
            await _control.StartAsync(cancel);
        }
        catch (IOException e)
        {
            throw new CannotStartException(e.Message);
        }
    }

    public async Task<IReadOnlyList<string>> FirstStartAsync(CancellationToken cancel)
    {
        await FirstStart.RunAsync(_services, Actors.Get<ActorKeys.Catalog>(), cancel);
        return FirstStart.Help(_options.StorageRoot, _options.DataDirectory);
    }

    public async Task<Opened> OpenAsync(CancellationToken cancel)
    {
        var certificates = await CertificateStart.RunAsync(_services, Actors.Get<ActorKeys.Certificates>(), cancel);
        var answer = await Actors.Get<ActorKeys.Server>().Ask(new StartServing(), Patience, cancel);
        if (answer is CannotServe cannot)
        {
            throw new CannotStartException(cannot.Message);
        }

        var serving = answer as Serving ?? throw new CannotStartException($"FTP could not be opened: {answer}");
        var state = await CatalogAsync(Patience, cancel);
        return new Opened(
            [.. serving.Listeners.Select(Ports.Shown)],
            serving.Notices,
            SettingDifferences.Lines(_options.Settings, state.Settings.Values))
        {
            Certificates = certificates,
        };
    }

    public Task<IReadOnlyList<string>> RereadAsync() => CertificateStart.RereadAsync(Actors.Get<ActorKeys.Certificates>());

    public async Task<bool> IsAliveAsync(TimeSpan patience)
    {
        try
        {
            return await Actors.Get<ActorKeys.Server>().Ask<object>(new GetStatus(), patience) is ServerStatus;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    public async Task StopAsync()
    {
        var ended = false;
        try
        {
            await Actors.Get<ActorKeys.Server>().Ask<DrainResult>(new Shutdown(), _services.Settings.Current.ShutdownDeadline + Margin);
            ended = true;
        }
        catch (AskTimeoutException)
        {
            // what did not end in its time ends with the actors
        }

        await CloseControlAsync();
        if (ended)
        {
            await CloseQuotasAsync();
        }

        await _host.StopAsync();
        // what the sessions said at their end stands before `stopped`
        ConsoleLog.Flush(_host.Services);
    }

    /// <summary>When nothing can change a file any more; where something may, the next start counts.</summary>
    private async Task CloseQuotasAsync()
    {
        if (await _storage.StopSweepingAsync())
        {
            try
            {
                await Actors.Get<ActorKeys.Quotas>().Ask<QuotasClosed>(QuotaCommands.Close.Instance, Margin);
            }
            catch (AskTimeoutException)
            {
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseControlAsync();
        await StopActorsAsync();
        await _storage.DisposeAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    private static void Start(ActorSystem system, IActorRegistry registry, NodeServices services, CertificateStoreOptions certificateStore)
    {
        var catalog = system.ActorOf(CatalogActor.Props(services), "catalog");
        registry.Register<ActorKeys.Catalog>(catalog);
        system.ActorOf(RightsHeartbeatActor.Props(services), "rights-heartbeat");
        var accounts = system.ActorOf(AccountsActor.Props(services, catalog), "accounts");
        registry.Register<ActorKeys.Accounts>(accounts);
        registry.Register<ActorKeys.History>(system.ActorOf(HistoryActor.Props(services), "history"));
        registry.Register<ActorKeys.Certificates>(system.ActorOf(CertificatesActor.Props(services, certificateStore), "certificates"));
        registry.Register<ActorKeys.Quotas>(system.ActorOf(QuotaActor.Props(services), "quotas"));
        registry.Register<ActorKeys.Bans>(system.ActorOf(BansActor.Props(services), "bans"));
        var server = system.ActorOf(
            FtpServerActor.Props(
                services,
                new TcpControlListeners(services.Time),
                (id, connection, implicitTls) => ControlConnectionActor.Props(id, connection, services, accounts, order => TransferActor.Props(order, services), implicitTls),
                catalog),
            "server");
        registry.Register<ActorKeys.Server>(server);
    }

    private static PersistenceOptions Persistence(NodeOptions options, DataDirectory data)
    {
        if (options.Provider == PersistenceProvider.PostgreSql)
        {
            return new PersistenceOptions(PersistenceOptions.PostgreSql, options.ConnectionString);
        }

        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data.Path, DataDirectory.DatabaseName) };
        return new PersistenceOptions(PersistenceOptions.Sqlite, options.ConnectionString.Length > 0 ? options.ConnectionString : file.ConnectionString);
    }

    private Task<CatalogState> CatalogAsync(TimeSpan patience, CancellationToken cancel) =>
        RecoveredAsync<CatalogState>(Actors.Get<ActorKeys.Catalog>(), CatalogQueries.GetState.Instance, "the catalogue", patience, cancel);

    private Task<CertificateList> CertificatesAsync(TimeSpan patience, CancellationToken cancel) =>
        RecoveredAsync<CertificateList>(Actors.Get<ActorKeys.Certificates>(), CertificateQueries.List.Instance, "the certificate store", patience, cancel);

    /// <summary>A persistent actor's supervisor answers for it after a few seconds that it is not there yet; a long journal on a slow disk takes longer.</summary>
    private async Task<T> RecoveredAsync<T>(IActorRef actor, object query, string what, TimeSpan patience, CancellationToken cancel)
    {
        var begun = _services.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await actor.Ask<T>(query, patience, cancel);
            }
            catch (Exception e) when (e is TimeoutException or AskTimeoutException)
            {
                var waited = _services.Time.GetElapsedTime(begun);
                var fault = _services.Alarms.Current.FirstOrDefault(a => a.Key.StartsWith("journal:", StringComparison.Ordinal));
                if (waited >= (fault is null ? patience : FaultPatience))
                {
                    throw new CannotStartException($"{what} cannot be read: {fault?.Text ?? e.Message}");
                }
            }
        }
    }

    private async Task CloseControlAsync()
    {
        if (_control is { } control)
        {
            _control = null;
            await control.DisposeAsync();
        }
    }

    /// <summary>A start that failed half-way has actors too.</summary>
    private async Task StopActorsAsync()
    {
        try
        {
            await _host.StopAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // it is gone already
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
