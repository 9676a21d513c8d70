using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Ftp.Testing.Wire;

namespace Ftp.Testing.Processes;

/// <summary>The real <c>ftp-host serve</c> as a child process on a free loopback port with a data directory of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly bool _ownsData;
    private Process? _process;

    private ServerProcess(string dataDirectory, bool ownsData, int port, PortPair passive)
    {
        DataDirectory = dataDirectory;
        _ownsData = ownsData;
        Port = port;
        Passive = passive;
    }

    public string DataDirectory { get; }

    /// <summary>Where the main storage root lies; resource <c>public</c> is its folder <c>public</c>.</summary>
    public string Files => Path.Combine(DataDirectory, "files");

    public string Public => Path.Combine(Files, "public");

    public int Port { get; }

    /// <summary>Where TLS is spoken from the first byte; null: nowhere.</summary>
    public int? ImplicitPort { get; private init; }

    public PortPair Passive { get; }

    public int Pid => _process?.Id ?? throw new InvalidOperationException("not running");

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public readonly record struct PortPair(int First, int Last);

    /// <summary>Starts a server and waits for its <c>ready</c> line.</summary>
    /// <param name="settings">More <c>--set</c> pairs, for example <c>ftp.settings.maximum-connections=1</c>.</param>
    /// <param name="dataDirectory">An existing one, to start again on the same data; null for a new one.</param>
    /// <param name="implicitTls">Listens on <see cref="ImplicitPort"/> too.</param>
    public static async Task<ServerProcess> StartAsync(IEnumerable<string>? settings = null, string? dataDirectory = null, int? port = null, bool implicitTls = false)
    {
        var data = dataDirectory ?? Path.Combine(Path.GetTempPath(), "ftp-e2e-" + Guid.NewGuid().ToString("N")[..12]);
        var first = 30000 + (Random.Shared.Next(0, 140) * 200);
        var server = new ServerProcess(data, dataDirectory is null, port ?? FreePort(), new PortPair(first, first + 199)) { ImplicitPort = implicitTls ? FreePort() : null };
        await server.LaunchAsync(settings ?? []);
        return server;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }
    }

    /// <summary>Starts again on the same data and port after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public Task RestartAsync(IEnumerable<string>? settings = null) => LaunchAsync(settings ?? []);

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancel = default)
    {
        if (_process is not { HasExited: false } running)
        {
            return _process?.ExitCode ?? 0;
        }

        using var kill = Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]);
        await running.WaitForExitAsync(cancel);
        return running.ExitCode;
    }

    public Task<ProgramResult> CtlAsync(params string[] words) => CtlInputAsync("", words);

    /// <summary>Runs <c>ftp-host ctl</c> against this server with text on standard input.</summary>
    public Task<ProgramResult> CtlInputAsync(string input, params string[] words) =>
        Programs.RunAsync("dotnet", [HostAssembly, "ctl", .. words, "--data", DataDirectory], input);

    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public async Task<string> CtlOkAsync(params string[] words) => (await CtlAsync(words)).Expect($"ctl {string.Join(' ', words)}");

    public async Task<JsonElement> CtlJsonAsync(params string[] words) => JsonDocument.Parse(await CtlOkAsync([.. words, "--json"])).RootElement;

    /// <summary>An account with every right on a resource of its own: <c>/NAME</c>, stored in <see cref="Files"/><c>/NAME</c>.</summary>
    public async Task AddUserAsync(string login, string password, params string[] more)
    {
        (await CtlInputAsync(password + "\n", ["users", "add", login, "--password-stdin", .. more])).Expect("users add");
        if (more.Length == 0)
        {
            await CtlOkAsync("resources", "add", login + "-files", "--source", login + "-files", "--create");
            await CtlOkAsync("rights", "grant", login + "-files", "--user", login, "--rights", "edit");
            await CtlOkAsync("users", "set", login, "--root", login + "-files");
        }
    }

    /// <summary>The public part of a certificate of the server's store, as <c>ctl certificates show</c> gives it away.</summary>
    public async Task<X509Certificate2> CertificateAsync(string name = "auto") => X509Certificate2.CreateFromPem(await CtlOkAsync("certificates", "show", name, "--pem"));

    /// <summary>The same in a file that a client program can be told to trust.</summary>
    public async Task<string> TrustFileAsync(string name = "auto")
    {
        var file = Path.Combine(DataDirectory, $"trusted-{name}.pem");
        await File.WriteAllTextAsync(file, await CtlOkAsync("certificates", "show", name, "--pem"));
        return file;
    }

    /// <summary>A client that takes nothing but this certificate.</summary>
    public async Task<TlsClient> TlsClientAsync(string name = "auto") => new() { Trusted = await CertificateAsync(name) };

    public string FilesOf(string login) => Path.Combine(Files, login + "-files");

    /// <summary>Open descriptors, without the assemblies that the runtime loads when code is first used.</summary>
    public int DescriptorCount() =>
        Directory.GetFiles($"/proc/{Pid}/fd").Count(fd => new FileInfo(fd).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        if (_ownsData && Directory.Exists(DataDirectory))
        {
            // rm, because names that are not UTF-8 stand there too
            await Programs.RunAsync("rm", ["-rf", DataDirectory]);
        }
    }

    public static string HostAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "ftp-host.dll");

    private async Task LaunchAsync(IEnumerable<string> settings)
    {
        List<string> all =
        [
            $"ftp.node.data-directory={DataDirectory}",
            $"ftp.settings.port={Port}",
            "ftp.settings.addresses=[\"127.0.0.1\", \"::1\"]",
            $"ftp.settings.passive-ports={Passive.First}-{Passive.Last}",
            .. ImplicitPort is { } implicitPort ? [$"ftp.settings.implicit-tls-port={implicitPort}"] : Array.Empty<string>(),
            .. settings,
        ];
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(HostAssembly);
        start.ArgumentList.Add("serve");
        foreach (var setting in all)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process?.Dispose();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("the server ended before it was ready:\n" + Output));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    private void Keep(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            if (_output.Length < 4_000_000)
            {
                _output.AppendLine(line);
            }
        }

        if (line == "ready")
        {
            ready.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
