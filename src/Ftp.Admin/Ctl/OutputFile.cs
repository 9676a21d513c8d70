using System.Text;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>
/// The file of <c>--out</c>. A neighbour of it is made before the command is sent, so that a folder that cannot be written to is told while nothing has happened
/// yet; it takes the name when the answer is there, so that a refused command leaves an older file as it was.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly bool _overwrite;
    private readonly FileStream _new;
    private bool _kept;

    private OutputFile(string path, bool overwrite)
    {
        (_path, _overwrite) = (path, overwrite);
        _new = new FileStream(Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.new"), FileMode.CreateNew, FileAccess.Write);
    }

    /// <returns>Null where the command names none.</returns>
    /// <exception cref="ProblemException">It is there and shall not be overwritten, or cannot be made.</exception>
    public static OutputFile? Of(ParsedCommand command, CtlOptions options, CtlEnvironment env)
    {
        if (!command.Command.Options.Contains(Command.Out) || !command.Values.TryGetValue(Command.Out.Name, out var texts))
            return null;
        var path = texts[0];
        if (Directory.Exists(path))
            throw Failed($"{path} is a directory; name a file");
        var overwrite = File.Exists(path);
        if (overwrite && !options.Yes && !env.IsTerminal)
            throw Failed($"{path} is there already; --yes overwrites it");
        if (overwrite && !options.Yes && !Questions.Ask(env, $"{path} is there already and would be overwritten"))
            throw Failed("nothing was done");
        try
        {
            return new OutputFile(path, overwrite);
        }
        catch (DirectoryNotFoundException)
        {
            throw Failed($"there is no directory {Path.GetDirectoryName(path)}");
        }
        catch (UnauthorizedAccessException)
        {
            throw Failed($"{path} may not be written by this user");
        }
    }

    /// <exception cref="ProblemException">The command was carried out, but its file could not be written.</exception>
    public void Keep(string? content)
    {
        try
        {
            _new.Write(Encoding.UTF8.GetBytes(content ?? throw new IOException("the server sent no content")));
            _new.Dispose();
            File.Move(_new.Name, _path, _overwrite);
            _kept = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed($"the command was carried out, but {_path} could not be written: {failure.Message}");
        }
    }

    public void Dispose()
    {
        _new.Dispose();
        if (!_kept)
            File.Delete(_new.Name);
    }

    private static ProblemException Failed(string detail) => new(Problem.Failed($"{Command.Out.Name}: {detail}"));
}
