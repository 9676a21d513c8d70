using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>
/// Finds the running server. What was named explicitly, on the line or by $FTP_DATA, is the only place tried: another server must not be changed by mistake.
/// Of the others, whoever owns the current directory can put a socket of their own into ./data and be told passwords: there the server must be the caller's or root's.
/// </summary>
internal static class ServerFinder
{
    private const string ByData = "--data";
    private const string ByFiles = "--hocon and --set";
    private const string ByVariable = "$FTP_DATA";
    private const string Here = "./data";

    /// <returns>A connected socket.</returns>
    /// <exception cref="ProblemException">Names every place that was tried and why it was not it.</exception>
    public static Socket Connect(CtlOptions options, CtlEnvironment environment)
    {
        var tried = new List<string>();
        var isNamed = false;
        foreach (var (directory, how) in Candidates(options, environment, tried).DistinctBy(c => c.Directory))
        {
            isNamed |= how is ByData or ByFiles or ByVariable;
            if (TryConnect(directory, how == Here ? environment.IsOwn : null, out var why) is { } socket)
                return socket;
            tried.Add($"  {directory} ({how}): {why}");
        }

        var places = isNamed ? "tried this place alone, because it was named" : "tried";
        throw new ProblemException(Problem.NoServer(
            $"no running server found; {places}:\n{string.Join('\n', tried)}\nstart one with 'ftp-host serve', or name its data directory with --data DIR"));
    }

    private static IEnumerable<(string Directory, string How)> Candidates(CtlOptions options, CtlEnvironment environment, List<string> tried)
    {
        if (options.Data is { } data)
        {
            yield return (Full(data), ByData);
            yield break;
        }

        if (!options.Hocon.IsEmpty || !options.Sets.IsEmpty)
        {
            yield return (Full(Resolve()), ByFiles);
            yield break;
        }

        if (environment.Variable("FTP_DATA") is { Length: > 0 } variable)
        {
            yield return (Full(variable), ByVariable);
            yield break;
        }

        yield return (Full("data"), Here);
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

    /// <param name="believed">The users whose server is taken; null for everybody's.</param>
    private static Socket? TryConnect(string directory, Func<uint, bool>? believed, out string why)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var place = new SocketDirectory(directory, ControlWire.SocketName);
            socket.Connect(place.EndPoint);
            why = "";
            if (believed is null || PeerCredentials.UserOf(socket) is not { } user || believed(user))
                return socket;
            why = $"its server runs as {PeerCredentials.NameOf(user)}, not as you or root; if you mean it, name it with --data";
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
