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

    private OutputFile(string path, bool overwrite, bool isSecret)
    {
        (_path, _overwrite) = (path, overwrite);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _new = new FileStream(Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.new"), options);
    }

    /// <summary>What is to stand in the file.</summary>
    public Stream Content => _new;

    /// <returns>Null where the command names none.</returns>
    /// <exception cref="ProblemException">It is there and shall not be overwritten, or cannot be made.</exception>
    public static OutputFile? Of(ParsedCommand command, CtlOptions options, CtlEnvironment env)
    {
        if (!command.Command.Options.Contains(Command.Out) || !command.Values.TryGetValue(Command.Out.Name, out var texts))
            return null;
        return At(texts[0], options, env, isSecret: false);
    }

    /// <param name="path">Absolute.</param>
    /// <param name="isSecret">Nobody but the caller can read it, from its first byte on.</param>
    /// <exception cref="ProblemException">It is there and shall not be overwritten, or cannot be made.</exception>
    public static OutputFile At(string path, CtlOptions options, CtlEnvironment env, bool isSecret)
    {
        if (Directory.Exists(path))
            throw Failed($"{path} is a directory; name a file");
        var overwrite = File.Exists(path);
        if (overwrite && !options.Yes && !env.IsTerminal)
            throw Failed($"{path} is there already; --yes overwrites it");
        if (overwrite && !options.Yes && !Questions.Ask(env, $"{path} is there already and would be overwritten"))
            throw Failed("nothing was done");
        try
        {
            return new OutputFile(path, overwrite, isSecret);
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
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed($"the command was carried out, but {_path} could not be written: {failure.Message}");
        }

        Keep();
    }

    /// <summary>The content takes the name, whole and on the disk.</summary>
    /// <exception cref="ProblemException">The command was carried out, but its file could not be written.</exception>
    public void Keep()
    {
        try
        {
            _new.Flush(flushToDisk: true);
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
