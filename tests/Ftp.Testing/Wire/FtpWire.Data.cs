using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Ftp.Testing.Wire;

/// <summary>Data connections and what goes over them.</summary>
public sealed partial class FtpWire
{
    /// <summary>How data connections shake hands; null: they are in clear. PROT P sets it to that of the control connection: each resumes the session before it.</summary>
    public TlsClient? DataClient { get; set; }

    /// <summary>EPRT instead of EPSV: the server connects to us.</summary>
    public bool Active { get; set; }

    /// <summary>The data connection of the last transfer resumed a TLS session.</summary>
    public bool DataResumed { get; private set; }

    /// <summary>EPSV and the connection.</summary>
    public async Task<Socket> PassiveAsync()
    {
        var reply = await ExpectAsync("EPSV", 229);
        var port = int.Parse(reply.Text.Split('|')[3], CultureInfo.InvariantCulture);
        var data = new Socket(ServerAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (_control.LocalEndPoint is IPEndPoint local)
        {
            data.Bind(new IPEndPoint(local.Address, 0));
        }

        using var bound = new CancellationTokenSource(Patience);
        await data.ConnectAsync(new IPEndPoint(ServerAddress, port), bound.Token);
        return data;
    }

    /// <summary>The data connection that a command opens: connected, the command answered with 150, TLS done where <see cref="DataClient"/> asks for it.</summary>
    /// <exception cref="WireException">The command was answered otherwise.</exception>
    public async Task<WireData> TransferAsync(string command)
    {
        var data = await ConnectDataAsync(command);
        try
        {
            await SecureAsync(data);
            return data;
        }
        catch
        {
            await data.DisposeAsync();
            throw;
        }
    }

    /// <summary>A whole download or listing.</summary>
    /// <exception cref="WireException">Any other end than 226, or over TLS an end without close_notify.</exception>
    public async Task<byte[]> DownloadAsync(string command)
    {
        var (reply, content, trouble) = await AttemptAsync(command);
        return reply.Code != 226 ? throw new WireException($"{command}: expected 226, got {reply}", trouble) { Reply = reply }
            : trouble is not null ? throw new WireException($"{command}: {reply}, but {trouble.Message}", trouble)
            : content;
    }

    /// <summary>A download or listing that may be refused at any point: the last reply, what came, and what went wrong with the data connection (null: nothing).</summary>
    public async Task<(WireReply Reply, byte[] Content, Exception? Trouble)> AttemptAsync(string command)
    {
        WireData data;
        try
        {
            data = await ConnectDataAsync(command);
        }
        catch (WireException e) when (e.Reply is not null)
        {
            return (e.Reply, [], null);
        }

        using var content = new MemoryStream();
        Exception? trouble = null;
        await using (data)
        {
            try
            {
                await SecureAsync(data);
                await data.ReadAllAsync(content);
            }
            catch (Exception e) when (IsOfData(e))
            {
                trouble = e;
            }
        }

        return (await ReadAsync(), content.ToArray(), trouble);
    }

    public async Task<string> ListAsync(string command) => Encoding.UTF8.GetString(await DownloadAsync(command));

    /// <summary>A whole upload; returns the final reply.</summary>
    /// <param name="cutAfter">So many bytes on the wire (behind the handshake) and then a FIN, wherever it falls.</param>
    /// <exception cref="WireException">The command was not answered with 150.</exception>
    public async Task<WireReply> UploadAsync(string command, ReadOnlyMemory<byte> content, WireEnd end = WireEnd.Clean, long? cutAfter = null)
    {
        await using var data = await ConnectDataAsync(command);
        try
        {
            await SecureAsync(data);
            if (cutAfter is { } bytes)
            {
                data.CutAfter(bytes);
            }

            await data.SendAsync(content);
            await data.EndAsync(end);
        }
        catch (Exception e) when (IsOfData(e))
        {
            // the server has refused the handshake, or in mid-transfer: its reply says why
        }

        return await ReadAsync();
    }

    private async Task SecureAsync(WireData data)
    {
        if (DataClient is not null)
        {
            await data.SecureAsync(DataClient);
        }

        DataResumed = data.Resumed;
    }

    private static bool IsOfData(Exception e) => e is SocketException or IOException or AuthenticationException or WireException { Reply: null };

    public static async Task<byte[]> ReadAllAsync(Socket data)
    {
        using var bound = new CancellationTokenSource(Patience);
        using var content = new MemoryStream();
        var buffer = new byte[65536];
        for (int read; (read = await data.ReceiveAsync(buffer, bound.Token)) > 0;)
        {
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private async Task<WireData> ConnectDataAsync(string command)
    {
        if (!Active)
        {
            var data = await PassiveAsync();
            try
            {
                await ExpectAsync(command, 150, 125);
                return new WireData(data);
            }
            catch
            {
                data.Dispose();
                throw;
            }
        }

        var here = ((IPEndPoint)_control.LocalEndPoint!).Address;
        using var door = new Socket(here.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        door.Bind(new IPEndPoint(here, 0));
        door.Listen(1);
        var family = here.AddressFamily == AddressFamily.InterNetwork ? 1 : 2;
        await ExpectAsync($"EPRT |{family}|{here}|{((IPEndPoint)door.LocalEndPoint!).Port}|", 200);
        await ExpectAsync(command, 150, 125);
        using var bound = new CancellationTokenSource(Patience);
        return new WireData(await door.AcceptAsync(bound.Token));
    }
}
