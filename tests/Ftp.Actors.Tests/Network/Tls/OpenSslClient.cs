using System.Diagnostics;
using System.Net;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary><c>openssl s_client</c> against a control connection that begins with TLS.</summary>
internal static class OpenSslClient
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <param name="input">What it is given to type, after the greeting has come.</param>
    /// <param name="serve">The server's side after the handshake; closes the connection if null.</param>
    /// <returns>All it said, its exit code, and what the handshake came to.</returns>
    public static async Task<(string Said, int Exit, TlsFacts? Facts, TlsFailedException? Failure)> RunAsync(
        TlsTerms terms, string arguments, string input = "", Func<IControlConnection, Task>? serve = null)
    {
        await using var listener = new TcpControlListeners().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Longest);
        var start = new ProcessStartInfo("openssl", $"s_client -connect 127.0.0.1:{listener.EndPoint.Port} {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var client = Process.Start(start)!;
        var said = client.StandardOutput.ReadToEndAsync(bound.Token);
        var complained = client.StandardError.ReadToEndAsync(bound.Token);
        try
        {
            await using var server = await listener.AcceptAsync(bound.Token);
            TlsFacts? facts = null;
            TlsFailedException? failure = null;
            try
            {
                facts = await server.StartTlsAsync(terms, bound.Token);
                await server.WriteAsync("220 hello\r\n"u8.ToArray(), bound.Token);
                await client.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
                await client.StandardInput.FlushAsync(bound.Token);
                if (serve is not null)
                    await serve(server);
            }
            catch (TlsFailedException failed)
            {
                failure = failed;
            }

            await server.CloseAsync();
            client.StandardInput.Close();
            await client.WaitForExitAsync(bound.Token);
            return (await said + await complained, client.ExitCode, facts, failure);
        }
        finally
        {
            if (!client.HasExited)
                client.Kill();
        }
    }
}
