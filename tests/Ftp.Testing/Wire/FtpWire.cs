using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ftp.Testing.Wire;

/// <param name="Text">All lines, with LF between them.</param>
public sealed record WireReply(int Code, string Text)
{
    public override string ToString() => $"{Code} {Text}";
}

/// <summary>A scripted FTP client: it sends exactly what it is told and reads one reply at a time.</summary>
public sealed class FtpWire : IAsyncDisposable
{
    private readonly Socket _control;
    private readonly byte[] _buffer = new byte[8192];
    private int _begin;
    private int _end;

    private FtpWire(Socket control) => _control = control;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Socket Control => _control;

    public IPAddress ServerAddress => ((IPEndPoint)_control.RemoteEndPoint!).Address;

    /// <summary>Connects and reads the greeting.</summary>
    /// <param name="from">Local address: any of 127.0.0.0/8 stands for a host of its own.</param>
    public static async Task<(FtpWire Wire, WireReply Greeting)> GreetAsync(int port, string host = "127.0.0.1", string? from = null)
    {
        var address = IPAddress.Parse(host);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        using var bound = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new IPEndPoint(address, port), bound.Token);
        var wire = new FtpWire(socket);
        return (wire, await wire.ReadAsync());
    }

    public static async Task<FtpWire> ConnectAsync(int port, string host = "127.0.0.1", string? from = null)
    {
        var (wire, greeting) = await GreetAsync(port, host, from);
        return greeting.Code == 220 ? wire : throw new WireException($"greeting: {greeting}");
    }

    public static async Task<FtpWire> LoginAsync(int port, string login, string password, string host = "127.0.0.1", string? from = null)
    {
        var wire = await ConnectAsync(port, host, from);
        await wire.ExpectAsync($"USER {login}", 331);
        await wire.ExpectAsync($"PASS {password}", 230);
        return wire;
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        using var bound = new CancellationTokenSource(Patience);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _control.SendAsync(bytes, bound.Token)..];
        }
    }

    public Task SendAsync(string line) => SendRawAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    public async Task<WireReply> CommandAsync(string line)
    {
        await SendAsync(line);
        return await ReadAsync();
    }

    /// <exception cref="WireException">Another code came.</exception>
    public async Task<WireReply> ExpectAsync(string line, params int[] codes)
    {
        var reply = await CommandAsync(line);
        return codes.Contains(reply.Code) ? reply : throw new WireException($"{line}: expected {string.Join('/', codes)}, got {reply}");
    }

    /// <summary>Reads one whole reply (RFC 959 section 4.2).</summary>
    public async Task<WireReply> ReadAsync()
    {
        var first = await LineAsync();
        if (first.Length < 4 || !int.TryParse(first.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            throw new WireException($"not a reply: {first}");
        }

        var text = new StringBuilder(first[4..]);
        if (first[3] == '-')
        {
            string line;
            do
            {
                line = await LineAsync();
                text.Append('\n').Append(line);
            }
            while (!line.StartsWith($"{first[..3]} ", StringComparison.Ordinal));
        }

        return new WireReply(code, text.ToString());
    }

    public async Task ReadExpectedAsync(int code)
    {
        var reply = await ReadAsync();
        if (reply.Code != code)
        {
            throw new WireException($"expected {code}, got {reply}");
        }
    }

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

    /// <summary>A whole download or listing.</summary>
    public async Task<byte[]> DownloadAsync(string command)
    {
        using var data = await PassiveAsync();
        await ExpectAsync(command, 150, 125);
        var bytes = await ReadAllAsync(data);
        await ReadExpectedAsync(226);
        return bytes;
    }

    public async Task<string> ListAsync(string command) => Encoding.UTF8.GetString(await DownloadAsync(command));

    /// <summary>A whole upload; returns the final reply.</summary>
    public async Task<WireReply> UploadAsync(string command, ReadOnlyMemory<byte> content)
    {
        using var data = await PassiveAsync();
        await ExpectAsync(command, 150, 125);
        using var bound = new CancellationTokenSource(Patience);
        try
        {
            while (!content.IsEmpty)
            {
                content = content[await data.SendAsync(content, bound.Token)..];
            }

            data.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // the server has refused in mid-transfer: its reply says why
        }

        return await ReadAsync();
    }

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

    /// <summary>True when the server has closed the connection (an end or a reset), false when something arrived instead.</summary>
    public async Task<bool> ClosedAsync()
    {
        using var bound = new CancellationTokenSource(Patience);
        try
        {
            return _end == _begin && await _control.ReceiveAsync(_buffer, bound.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public async Task QuitAsync()
    {
        await ExpectAsync("QUIT", 221);
        await DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        _control.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> LineAsync()
    {
        using var bound = new CancellationTokenSource(Patience);
        var line = new List<byte>();
        while (true)
        {
            while (_begin < _end)
            {
                var b = _buffer[_begin++];
                if (b == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(b);
            }

            _begin = 0;
            _end = await _control.ReceiveAsync(_buffer, bound.Token);
            if (_end == 0)
            {
                throw new WireException("the server closed the control connection" + (line.Count > 0 ? " within a line" : ""));
            }
        }
    }
}

/// <summary>The server did not answer as the script says.</summary>
public sealed class WireException : Exception
{
    public WireException()
    {
    }

    public WireException(string message)
        : base(message)
    {
    }

    public WireException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
