using System.Diagnostics;

namespace Ftp.Testing.Processes;

public sealed record ProgramResult(int ExitCode, string Out, string Error)
{
    public string Expect(string what) =>
        ExitCode == 0 ? Out : throw new InvalidOperationException($"{what}: exit {ExitCode}\n{Out}\n{Error}");
}

/// <summary>Runs programs to their end, bounded.</summary>
public static class Programs
{
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, name)));

    public static async Task<ProgramResult> RunAsync(string program, IEnumerable<string> arguments, string input = "", string? directory = null, TimeSpan? limit = null)
    {
        using var process = Start(program, arguments, directory);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var bound = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(120));
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} ran over its limit:\n{await output}\n{await error}");
        }

        return new ProgramResult(process.ExitCode, await output, await error);
    }

    public static Process Start(string program, IEnumerable<string> arguments, string? directory = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        // clients keep state in HOME: lftp its cache and bookmarks, ncftp its first-run notice
        start.Environment["HOME"] = Path.GetTempPath();
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
