using System.Text.Json.Nodes;
using Akka.TestKit.Xunit;
using Ftp.Admin.Control;
using Ftp.Admin.Ctl;
using Ftp.Admin.Tests.Doubles;
using Ftp.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ftp.Admin.Tests.Ctl;

/// <summary>The real client against the real socket, with scripted actors behind it and a fake terminal before it.</summary>
public abstract class CtlTest : TestKit
{
    private readonly string _top = Directory.CreateTempSubdirectory("ftp-ctl-").FullName;
    private ControlSocketServer? _socket;

    private protected CtlTest()
        : base(Quiet.Akka)
    {
        Server = new FakeServer(Sys);
        Data = Path.Combine(_top, "data");
    }

    private protected FakeServer Server { get; }

    protected string Top => _top;

    protected string Data { get; set; }

    protected string Out { get; private set; } = "";

    protected string Error { get; private set; } = "";

    protected JsonNode Json => JsonNode.Parse(Out)!;

    protected JsonNode ErrorJson => JsonNode.Parse(Error)!;

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        await base.DisposeAsync();
        Directory.Delete(_top, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task StartAsync(ILoggerFactory? logs = null)
    {
        _socket = new ControlSocketServer(Data, Server.Context, logs ?? NullLoggerFactory.Instance);
        await _socket.StartAsync(TestContext.Current.CancellationToken);
    }

    protected async Task StopAsync()
    {
        if (_socket is { } socket)
            await socket.DisposeAsync();
        _socket = null;
    }

    /// <summary>Runs in a script, in the directory above the data.</summary>
    protected Task<int> ScriptAsync(params string[] args) => RunAsync(Env(""), args);

    protected Task<int> ScriptWithInputAsync(string input, params string[] args) => RunAsync(Env(input), args);

    /// <summary>Runs at a terminal where somebody types these lines and these passwords.</summary>
    protected Task<int> TerminalAsync(string typed, string[] passwords, params string[] args)
    {
        var left = new Queue<string>(passwords);
        return RunAsync(Env(typed) with { IsTerminal = true, ReadPassword = left.Dequeue }, args);
    }

    private protected async Task<int> RunAsync(CtlEnvironment environment, params string[] args)
    {
        var code = await CtlProgram.RunAsync(args, environment).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        (Out, Error) = (environment.Out.ToString()!, environment.Error.ToString()!);
        return code;
    }

    private protected CtlEnvironment Env(string input) => new()
    {
        In = new StringReader(input),
        Out = new StringWriter(),
        Error = new StringWriter(),
        IsTerminal = false,
        CurrentDirectory = _top,
        Variable = _ => null,
        ReadPassword = () => throw new InvalidOperationException("no terminal"),
        ResolveDataDirectory = (_, _) => Path.Combine(_top, "elsewhere"),
    };
}
