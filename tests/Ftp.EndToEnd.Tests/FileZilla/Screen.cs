using System.Diagnostics;
using System.Globalization;
using Ftp.Testing.Processes;

namespace Ftp.EndToEnd.Tests.FileZilla;

/// <summary>An X server without a screen, on a display number that it picked itself.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly Process _server;

    private Screen(Process server, string display) => (_server, Display) = (server, display);

    public string Display { get; }

    public static async Task<Screen> StartAsync(CancellationToken cancel)
    {
        var server = Programs.Start("Xvfb", ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]);
        // nobody reads what it complains about; a full pipe would stop it
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        var number = await server.StandardOutput.ReadLineAsync(cancel);
        return number is { Length: > 0 } ? new Screen(server, ":" + number) : throw new InvalidOperationException("Xvfb gave no display");
    }

    /// <summary>Presses Control and a key for whatever window has the keyboard.</summary>
    public async Task PressControlAsync(char key) =>
        (await Programs.RunAsync("env", [$"DISPLAY={Display}", "python3", "-c", PressScript, $"{key}"])).Expect("a key press");

    public async ValueTask DisposeAsync()
    {
        if (!_server.HasExited)
        {
            // SIGTERM, after which it removes its lock and socket
            using var kill = Process.Start("kill", ["-TERM", _server.Id.ToString(CultureInfo.InvariantCulture)]);
            await _server.WaitForExitAsync();
        }

        _server.Dispose();
    }

    // libXtst comes with FileZilla's own libraries
    private const string PressScript = """
        import ctypes, sys
        x, t = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        x.XOpenDisplay.restype, x.XStringToKeysym.restype = ctypes.c_void_p, ctypes.c_ulong
        display = ctypes.c_void_p(x.XOpenDisplay(None))
        for name, down in (("Control_L", 1), (sys.argv[1], 1), (sys.argv[1], 0), ("Control_L", 0)):
            code = x.XKeysymToKeycode(display, ctypes.c_ulong(x.XStringToKeysym(name.encode())))
            t.XTestFakeKeyEvent(display, code, down, ctypes.c_ulong(0))
        x.XSync(display, 0)
        x.XCloseDisplay(display)
        """;
}
