using System.Collections.Immutable;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>Files as the caller of <c>ctl</c> sees them.</summary>
internal sealed class CallerFiles(string currentDirectory) : ICallerFiles
{
    public bool Exists(string path) => File.Exists(Full(path));

    public string Full(string path) => path.Length > 0 ? Path.GetFullPath(path, currentDirectory) : throw new ProblemException(Problem.Usage("an empty path names no file"));

    public byte[] Read(string path) => Read(path, ICallerFiles.MostBytes, "that is no certificate or key");

    /// <summary>The whole content.</summary>
    /// <param name="most">Bytes.</param>
    /// <param name="larger">What a larger one is not.</param>
    /// <exception cref="ProblemException">It is missing, empty, too large, a directory, or may not be read.</exception>
    public byte[] Read(string path, int most, string larger)
    {
        var full = Full(path);
        try
        {
            if (Directory.Exists(full))
                throw Failed($"{full} is a directory, not a file");
            // also a pipe, whose length nobody knows before its end
            using var file = new FileStream(full, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0 });
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > most)
                    throw Failed($"{full} is larger than {most / 1024} KiB: {larger}");
            }

            return content.Length == 0 ? throw Failed($"{full} is empty") : content.ToArray();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failed($"there is no file {full}");
        }
        catch (UnauthorizedAccessException)
        {
            throw Failed($"{full} may not be read by this user");
        }
        catch (IOException failure)
        {
            throw Failed($"{full} cannot be read: {failure.Message}");
        }
    }

    private static ProblemException Failed(string detail) => new(Problem.Failed(detail));
}

internal static class CallersValues
{
    /// <summary>The command as it travels: with the content of files, and with absolute paths.</summary>
    /// <exception cref="ProblemException">A file cannot be had.</exception>
    public static ParsedCommand WithCallersFiles(this ParsedCommand parsed, ICallerFiles files)
    {
        var values = parsed.Values;
        foreach (var parameter in parsed.Command.Parameters.Where(p => p.AtCaller is not null && parsed.Values.ContainsKey(p.Name)))
            values = values.SetItem(parameter.Name, [.. values[parameter.Name].Select(text => At(parameter, text, files))]);
        return parsed with { Values = values };
    }

    private static string At(Parameter parameter, string text, ICallerFiles files)
    {
        try
        {
            return parameter.AtCaller!(text, files);
        }
        catch (ProblemException problem)
        {
            throw new ProblemException(problem.Problem with { Detail = $"{parameter.Name}: {problem.Problem.Detail}" });
        }
    }
}
