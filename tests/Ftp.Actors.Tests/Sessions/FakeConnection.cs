using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;

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

    public static TlsFacts Tls13 { get; } = new("TLS 1.3", "TLS_AES_256_GCM_SHA384", "auto", "localhost", null);

    public IDataTls? DataTls { get; set; }

    /// <summary>Handshakes and ends of TLS that wait for the client's part.</summary>
    private readonly Channel<TaskCompletionSource<TlsFacts>> _switches = Channel.CreateUnbounded<TaskCompletionSource<TlsFacts>>();
    private int _waits;
    private bool _switching;
    private bool _starting;

    /// <summary>The codes of what was written, and the switches, in order.</summary>
    public ConcurrentQueue<string> Order { get; } = new();

    /// <summary>What nobody may do while the connection changes to TLS or back.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>The client's part of the handshake, or of its end.</summary>
    public async Task SwitchAsync(CancellationToken cancel, TlsFacts? facts = null, Exception? failure = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        var begun = await _switches.Reader.ReadAsync(patience.Token);
        if (_starting && Unread > 0)
        {
            // What was said in clear and not read goes to the handshake.
            failure = new TlsFailedException("no TLS record");
        }

        if (failure is not null)
        {
            begun.SetException(failure);
        }
        else
        {
            begun.SetResult(facts ?? Tls13);
        }
    }

    public async Task<TlsFacts> StartTlsAsync(TlsTerms terms, CancellationToken cancel)
    {
        var facts = await SwitchAsync("start", cancel);
        DataTls = new FakeDataTls();
        return facts;
    }

    public Task StopTlsAsync(CancellationToken cancel) => SwitchAsync("stop", cancel);

    private async Task<TlsFacts> SwitchAsync(string name, CancellationToken cancel)
    {
        var begun = new TaskCompletionSource<TlsFacts>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            Order.Enqueue(name);
            (_switching, _starting, IsSwitchCancelled) = (true, name == "start", false);
            if (_waits > 0)
            {
                Violations.Enqueue($"{name} while somebody waits");
            }
        }

        _switches.Writer.TryWrite(begun);
        try
        {
            return await begun.Task.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            IsSwitchCancelled = true;
            throw;
        }
        finally
        {
            _switching = false;
        }
    }

    public bool IsSwitchCancelled { get; private set; }

    private void Watch(string what)
    {
        if (_switching)
        {
            Violations.Enqueue(what);
        }
    }

    private sealed class FakeDataTls : IDataTls
    {
        public Task<IDataConnection> SecureAsync(IDataConnection clear, DataBinding binding, CancellationToken cancel) => throw new NotSupportedException();
    }

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
        Watch("wait");
        lock (_lock)
        {
            if (_toServer.Count > 0 || _ended)
            {
                return;
            }

            _readable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _readable.Task;
            _waits++;
        }

        try
        {
            await waiting.WaitAsync(cancel);
        }
        finally
        {
            lock (_lock)
            {
                _waits--;
            }
        }
    }

    public int Read(Span<byte> buffer)
    {
        Watch("read");
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

        Watch("write");
        _partial.Append(Encoding.UTF8.GetString(bytes.Span));
        var text = _partial.ToString();
        for (var end = text.IndexOf("\r\n", StringComparison.Ordinal); end >= 0; end = text.IndexOf("\r\n", StringComparison.Ordinal))
        {
            Order.Enqueue(text[..3]);
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
