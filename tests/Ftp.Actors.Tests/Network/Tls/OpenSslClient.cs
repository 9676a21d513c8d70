using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary><c>openssl s_client</c> against a control connection that begins with TLS.</summary>
internal static class OpenSslClient
{
    /// <summary>Of a client that hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="input">What it is given to type, after the greeting has come.</param>
    /// <param name="serve">The server's side after the handshake; closes the connection if null.</param>
    /// <returns>All it said, its exit code, and what the handshake came to.</returns>
    public static async Task<(string Said, int Exit, TlsFacts? Facts, TlsFailedException? Failure)> RunAsync(
        TlsTerms terms, string arguments, string input = "", Func<IControlConnection, Socket, Task>? serve = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Longest);
        var start = new ProcessStartInfo("openssl", $"s_client -connect 127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port} {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var client = Process.Start(start)!;
        var said = new StringBuilder();
        var complained = client.StandardError.ReadToEndAsync(bound.Token);
        try
        {
            var socket = await listener.AcceptAsync(bound.Token);
            await using var server = new TcpControlConnection(socket, TimeProvider.System);
            TlsFacts? facts = null;
            TlsFailedException? failure = null;
            try
            {
                facts = await server.StartTlsAsync(terms, bound.Token);
                await server.WriteAsync("220 hello\r\n"u8.ToArray(), bound.Token);
                // typed before, a renegotiation would meet the greeting in the middle
                await HearAsync(client.StandardOutput, said, "220 hello", bound.Token);
                await client.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
                await client.StandardInput.FlushAsync(bound.Token);
                if (serve is not null)
                    await serve(server, socket);
            }
            catch (TlsFailedException failed)
            {
                failure = failed;
            }

            await server.CloseAsync();
            client.StandardInput.Close();
            await client.WaitForExitAsync(bound.Token);
            await HearAsync(client.StandardOutput, said, null, bound.Token);
            return (said + await complained, client.ExitCode, facts, failure);
        }
        finally
        {
            if (!client.HasExited)
                client.Kill();
        }
    }

    private static async Task HearAsync(StreamReader output, StringBuilder said, string? until, CancellationToken cancel)
    {
        var buffer = new char[4096];
        while (until is null || !said.ToString().Contains(until, StringComparison.Ordinal))
        {
            var count = await output.ReadAsync(buffer, cancel);
            if (count == 0)
                return;
            said.Append(buffer, 0, count);
        }
    }
}
