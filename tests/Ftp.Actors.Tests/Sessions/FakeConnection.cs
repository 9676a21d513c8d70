using System.Net;
using System.Text;
using System.Threading.Channels;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>A control connection whose other end is the test.</summary>
internal sealed class FakeConnection : IControlConnection
{
    private readonly Lock _lock = new();
    private readonly Queue<byte> _toServer = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _partial = new();
    private TaskCompletionSource? _readable;
    private TaskCompletionSource? _writable;
    private bool _ended;

    public IPEndPoint Peer { get; init; } = new(IPAddress.Loopback, 40000);

    public IDataTls? DataTls { get; set; }

    public Task<TlsFacts> StartTlsAsync(TlsTerms terms, CancellationToken cancel) => throw new TlsFailedException("no TLS here");

    public Task StopTlsAsync(CancellationToken cancel) => throw new TlsFailedException("no TLS here");

    public IPEndPoint Local { get; init; } = new(IPAddress.Loopback, 21);

    public bool IsClosed { get; private set; }

    public bool IsAborted { get; private set; }

    public bool IsDisposed { get; private set; }

    public int MostUnread { get; private set; }

    public int Unread
    {
        get
        {
            lock (_lock)
            {
                return _toServer.Count;
            }
        }
    }

    /// <summary>Writes do not complete until <see cref="LetWrite"/>.</summary>
    public void BlockWrites() => _writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetWrite()
    {
        var waiting = _writable;
        _writable = null;
        waiting?.SetResult();
    }

    public void Say(string line) => SayBytes(Encoding.UTF8.GetBytes(line + "\r\n"));

    public void SayBytes(byte[] bytes)
    {
        lock (_lock)
        {
            foreach (var one in bytes)
            {
                _toServer.Enqueue(one);
            }

            MostUnread = Math.Max(MostUnread, _toServer.Count);
            _readable?.TrySetResult();
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            _readable?.TrySetResult();
        }
    }

    /// <summary>The next line from the server; null after its close.</summary>
    public async Task<string?> HearAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        return await _lines.Reader.WaitToReadAsync(patience.Token) ? await _lines.Reader.ReadAsync(patience.Token) : null;
    }

    public async Task<List<string>> HearAllAsync(CancellationToken cancel)
    {
        var lines = new List<string>();
        while (await HearAsync(cancel) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    public async ValueTask WaitReadableAsync(CancellationToken cancel)
    {
        Task waiting;
        lock (_lock)
        {
            if (_toServer.Count > 0 || _ended)
            {
                return;
            }

            _readable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _readable.Task;
        }

        await waiting.WaitAsync(cancel);
    }

    public int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            var count = 0;
            while (count < buffer.Length && _toServer.TryDequeue(out var one))
            {
                buffer[count++] = one;
            }

            return count > 0 ? count : _ended ? 0 : -1;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (_writable is { } blocked)
        {
            await blocked.Task.WaitAsync(cancel);
        }

        _partial.Append(Encoding.UTF8.GetString(bytes.Span));
        var text = _partial.ToString();
        for (var end = text.IndexOf("\r\n", StringComparison.Ordinal); end >= 0; end = text.IndexOf("\r\n", StringComparison.Ordinal))
        {
            _lines.Writer.TryWrite(text[..end]);
            text = text[(end + 2)..];
        }

        _partial.Clear().Append(text);
    }

    public bool PeerIsGone() => _ended;

    public ValueTask CloseAsync()
    {
        IsClosed = true;
        _lines.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        IsAborted = true;
        _lines.Writer.TryComplete();
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _lines.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
