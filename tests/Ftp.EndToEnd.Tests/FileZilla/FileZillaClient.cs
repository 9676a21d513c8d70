using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ftp.Testing.Processes;

namespace Ftp.EndToEnd.Tests.FileZilla;

/// <summary>FileZilla's client with a profile, connected to its site. What it does is read from the log that it writes.</summary>
internal sealed class FileZillaClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _client;
    private readonly Process _log;
    private readonly StringBuilder _said = new();

    private FileZillaClient(Process client, Process log) => (_client, _log) = (client, log);

    public string Said => _said.ToString();

    public static FileZillaClient Start(Screen screen, Profile profile, string home)
    {
        // its files are created before it runs, so that the log can be followed from the first line
        File.WriteAllText(profile.Log, "");
        var client = Programs.Start(
            "env",
            [
                $"DISPLAY={screen.Display}", $"HOME={home}", $"XDG_CONFIG_HOME={home}/.config", $"XDG_CACHE_HOME={home}/.cache", $"XDG_DATA_HOME={home}/.local", $"XDG_RUNTIME_DIR={home}",
                // neither a session bus nor an accessibility bus is started for it: they would outlive it
                "DBUS_SESSION_BUS_ADDRESS=disabled:", "NO_AT_BRIDGE=1", "GTK_A11Y=none", "LANG=C.UTF-8",
                "filezilla", "-c", "0/site",
            ],
            home);
        client.OutputDataReceived += (_, _) => { };
        client.ErrorDataReceived += (_, _) => { };
        client.BeginOutputReadLine();
        client.BeginErrorReadLine();
        return new FileZillaClient(client, Programs.Start("tail", ["-n", "+1", "-f", $"--pid={client.Id.ToString(CultureInfo.InvariantCulture)}", profile.Log]));
    }

    /// <summary>Reads the log on until a line has the text.</summary>
    /// <exception cref="InvalidOperationException">It did not come in time, or an error came first.</exception>
    public async Task SaidAsync(string text)
    {
        using var bound = new CancellationTokenSource(Patience);
        try
        {
            while (await _log.StandardOutput.ReadLineAsync(bound.Token) is { } line)
            {
                _said.AppendLine(line);
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                if (line.Contains("Error: ", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // said below
        }

        throw new InvalidOperationException($"FileZilla did not say '{text}':\n{Said}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (Process[])[_client, _log])
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
