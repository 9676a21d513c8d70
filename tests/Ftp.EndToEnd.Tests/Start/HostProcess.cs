using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Ftp.EndToEnd.Tests.Start;

/// <summary>The real executable with its real command line.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private HostProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    internal int Pid => _process.Id;

    internal string Output => _output.ToString();

    internal static HostProcess Start(string workingDirectory, params string[] args)
    {
        // a suite that a script started in the background has SIGINT ignored, and hands that down
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "ftp-host"), .. args])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new HostProcess(Process.Start(start)!);
    }

    internal static async Task<(int Code, string Output, string Error)> RunAsync(string workingDirectory, params string[] args)
    {
        await using var host = Start(workingDirectory, args);
        return (await host.EndAsync(), host.Output, await host._errors);
    }

    /// <summary>Waits for a line of standard output that begins so; fails with everything said where the process ends without.</summary>
    internal async Task<string> LineAsync(string beginning)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _lines.Reader.WaitToReadAsync(patience.Token))
        {
            while (_lines.Reader.TryRead(out var line))
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }

        throw new InvalidOperationException($"no line '{beginning}…' in:\n{Output}\n{await _errors}");
    }

    internal async Task SignalAsync(string name)
    {
        using var kill = Process.Start("/bin/kill", ["-" + name, Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The exit code.</summary>
    internal async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.AppendLine(line);
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
