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
public sealed partial class FtpWire : IAsyncDisposable
{
    private readonly Socket _control;
    private readonly WireStream _below;
    private readonly byte[] _buffer = new byte[8192];
    private int _begin;
    private int _end;

    private FtpWire(Socket control)
    {
        _control = control;
        _below = new WireStream(control);
    }

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Socket Control => _control;

    /// <summary>What lies between commands or TLS and the socket.</summary>
    public WireStream Below => _below;

    public IPAddress ServerAddress => ((IPEndPoint)_control.RemoteEndPoint!).Address;

    /// <summary>Connects and reads the greeting.</summary>
    /// <param name="from">Local address: any of 127.0.0.0/8 stands for a host of its own.</param>
    public static async Task<(FtpWire Wire, WireReply Greeting)> GreetAsync(int port, string host = "127.0.0.1", string? from = null)
    {
        var wire = await OpenAsync(port, host, from);
        return (wire, await wire.ReadAsync());
    }

    /// <summary>Connects and reads nothing.</summary>
    public static async Task<FtpWire> OpenAsync(int port, string host = "127.0.0.1", string? from = null)
    {
        var address = IPAddress.Parse(host);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        using var bound = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new IPEndPoint(address, port), bound.Token);
        return new FtpWire(socket);
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
        await Stream.WriteAsync(bytes, bound.Token);
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
        return codes.Contains(reply.Code) ? reply : throw new WireException($"{line}: expected {string.Join('/', codes)}, got {reply}") { Reply = reply };
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
            throw new WireException($"expected {code}, got {reply}") { Reply = reply };
        }
    }

    /// <summary>True when the server has closed the connection (an end or a reset), false when something arrived instead.</summary>
    public async Task<bool> ClosedAsync()
    {
        using var bound = new CancellationTokenSource(Patience);
        try
        {
            return _end == _begin && await Stream.ReadAsync(_buffer, bound.Token) == 0;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return true;
        }
    }

    /// <summary>Every byte until the server ends the connection, however it does.</summary>
    public async Task<byte[]> ReadRawToEndAsync()
    {
        using var bound = new CancellationTokenSource(Patience);
        using var content = new MemoryStream();
        content.Write(_buffer, _begin, _end - _begin);
        _begin = _end = 0;
        try
        {
            for (int read; (read = await Stream.ReadAsync(_buffer, bound.Token)) > 0;)
            {
                content.Write(_buffer, 0, read);
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // how it ended is not asked
        }

        return content.ToArray();
    }

    public async Task QuitAsync()
    {
        await ExpectAsync("QUIT", 221);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Tls is not null)
        {
            await Tls.DisposeAsync();
        }

        await _below.DisposeAsync();
        _control.Dispose();
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
            _end = await Stream.ReadAsync(_buffer, bound.Token);
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

    public WireException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>What it answered instead; null: nothing that is a reply.</summary>
    public WireReply? Reply { get; init; }
}
