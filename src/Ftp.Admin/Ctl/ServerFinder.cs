using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>Finds the running server. What was named explicitly is the only place tried: another server must not be changed by mistake.</summary>
internal static class ServerFinder
{
    /// <returns>A connected socket.</returns>
    /// <exception cref="ProblemException">Names every place that was tried and why it was not it.</exception>
    public static Socket Connect(CtlOptions options, CtlEnvironment environment)
    {
        var tried = new List<string>();
        foreach (var (directory, named) in Candidates(options, environment, tried).DistinctBy(c => c.Directory))
        {
            if (TryConnect(directory, out var why) is { } socket)
                return socket;
            tried.Add($"  {directory} ({named}): {why}");
        }

        throw new ProblemException(Problem.NoServer(
            $"no running server found; tried:\n{string.Join('\n', tried)}\nstart one with 'ftp-host serve', or name its data directory with --data DIR"));
    }

    private static IEnumerable<(string Directory, string Named)> Candidates(CtlOptions options, CtlEnvironment environment, List<string> tried)
    {
        if (options.Data is { } data)
        {
            yield return (Full(data), "--data");
            yield break;
        }

        if (!options.Hocon.IsEmpty || !options.Sets.IsEmpty)
        {
            yield return (Full(Resolve()), "--hocon and --set");
            yield break;
        }

        if (environment.Variable("FTP_DATA") is { Length: > 0 } variable)
        {
            yield return (Full(variable), "$FTP_DATA");
            yield break;
        }

        yield return (Full("data"), "./data");
        if (Configured() is { } configured)
            yield return (Full(configured), "the server's files");
        yield return ("/var/lib/ftp-actors", "packaged");

        string Full(string path) => Path.GetFullPath(path, environment.CurrentDirectory);

        string Resolve()
        {
            try
            {
                return environment.ResolveDataDirectory(options.Hocon, options.Sets);
            }
            catch (Exception failure)
            {
                throw new ProblemException(Problem.Failed(failure.Message));
            }
        }

        // files that nobody named may be unreadable for this user: only a note
        string? Configured()
        {
            try
            {
                return Resolve();
            }
            catch (ProblemException failure)
            {
                tried.Add($"  the server's files: {failure.Message}");
                return null;
            }
        }
    }

    private static Socket? TryConnect(string directory, out string why)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var place = new SocketDirectory(directory, ControlWire.SocketName);
            socket.Connect(place.EndPoint);
            why = "";
            return socket;
        }
        catch (SocketException failure)
        {
            why = failure.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "a socket is there, but no server answers (it has ended)",
                SocketError.AccessDenied => "permission denied: run this as the server's user or root",
                _ => Directory.Exists(directory) ? "no server runs there (no ctl.sock)" : "no such directory",
            };
        }
        catch (IOException failure)
        {
            why = failure.Message;
        }

        socket.Dispose();
        return null;
    }
}
