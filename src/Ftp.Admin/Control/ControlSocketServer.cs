using System.Net.Sockets;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ftp.Admin.Control;

/// <summary>
/// The door for <c>ctl</c>: HTTP over the Unix socket <c>ctl.sock</c> in the data directory, which only the owner can open. Whoever starts it
/// holds the data directory's lock, so a socket file that is already there belongs to a dead server.
/// </summary>
public sealed class ControlSocketServer(string dataDirectory, CommandContext context, ILoggerFactory logs) : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ControlEndpoint _endpoint = new(new CommandRunner(context));
    private SocketDirectory? _directory;
    private WebApplication? _app;

    /// <summary>Answers when this has returned.</summary>
    /// <exception cref="IOException">The socket cannot be made; the message is one clear line.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        MakePrivate(dataDirectory);
        _directory = new SocketDirectory(Path.GetFullPath(dataDirectory), ControlWire.SocketName);
        File.Delete(_directory.SocketPath);
        _app = Build(_directory);
        try
        {
            await _app.StartAsync(cancel).ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            throw new IOException($"the control socket {Path.Combine(dataDirectory, ControlWire.SocketName)} cannot be opened: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_app is { } app)
        {
            _app = null;
            using var patience = new CancellationTokenSource(StopTime);
            try
            {
                await app.StopAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // a caller that does not take its answer is not waited for
            }

            await app.DisposeAsync().ConfigureAwait(false);
            File.Delete(_directory!.SocketPath);
        }

        // after the server: closing the socket unlinks it by the name that goes through this handle
        _directory?.Dispose();
        _stopping.Dispose();
    }

    private void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        Directory.CreateDirectory(directory, OwnerDirectory);
        // whoever can write here could put a socket of their own in our place and be told passwords
        if (File.GetUnixFileMode(directory) == OwnerDirectory)
            return;
        try
        {
            File.SetUnixFileMode(directory, OwnerDirectory);
        }
        catch (UnauthorizedAccessException)
        {
            // a mounted volume that belongs to somebody else; the socket's own mode and the check of the peer still hold
            context.Services.Alarms.Raise("data-directory", $"the data directory {directory} belongs to another user and cannot be made private; set its mode to 0700 and its owner to the server's user");
        }
    }

    private WebApplication Build(SocketDirectory directory)
    {
        // empty: no appsettings.json of the current directory, no ASPNETCORE_URLS may open further doors
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new QuietLoggers(logs));
        // the default lifetime would take SIGTERM away from the host that this runs in
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.CreateBoundListenSocket = Bind);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ControlWire.MaximumRequestBytes;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.ListenUnixSocket(directory.SocketPath, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(Identify);
            });
        });
        var app = builder.Build();
        app.Run(http => _endpoint.AnswerAsync(http, _stopping.Token));
        return app;
    }

    /// <summary>The mode is set before anybody can connect: between bind and listen every connection is refused.</summary>
    private static Socket Bind(System.Net.EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(endPoint.ToString()!, OwnerOnly);
        return socket;
    }

    private static ConnectionDelegate Identify(ConnectionDelegate next) => async connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        var user = socket is null ? null : PeerCredentials.UserOf(socket);
        if (user is { } known && !PeerCredentials.MayControl(known))
        {
            connection.Abort();
            return;
        }

        connection.Items[typeof(Origin)] = new Origin(user is { } uid ? PeerCredentials.NameOf(uid) : "owner", "ctl", "local");
        await next(connection).ConfigureAwait(false);
    };

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
