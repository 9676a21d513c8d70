using System.Collections.Concurrent;

namespace Ftp.Actors.Storage.Roots;

/// <summary>
/// A bounded number of threads of its own for calls that may block for long: a dead file server must not eat the thread pool that all sessions share.
/// When none is free and the queue is full, or a call does not come back in time, the answer is <see cref="StorageError.Unavailable"/>.
/// </summary>
internal sealed class Lane(string name, int threads, int queue, TimeSpan deadline, TimeProvider time) : IDisposable
{
    private readonly BlockingCollection<Action> _queue = new(queue);
    private int _started;
    private int _pending;

    public async ValueTask<StorageResult<T>> Run<T>(Func<StorageResult<T>> act, CancellationToken cancel)
    {
        var work = new Work<T>(act);
        if (!TryQueue(work.Run))
            return Silent<T>();
        try
        {
            return await work.Result.WaitAsync(deadline, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return work.Abandon() ? Silent<T>() : await work.Result.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            work.Abandon();
            throw;
        }
    }

    /// <summary>
    /// For what must not be left half done: only while it waits for a thread can it be given up, after <paramref name="inQueue"/>, and then it never runs.
    /// Once begun it is waited for.
    /// </summary>
    public async ValueTask<StorageResult<T>> RunWhole<T>(Func<StorageResult<T>> act, TimeSpan inQueue)
    {
        var work = new Work<T>(act);
        if (!TryQueue(work.Run))
            return Silent<T>();
        try
        {
            return await work.Result.WaitAsync(inQueue, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return work.Withdraw() ? Silent<T>() : await work.Result.ConfigureAwait(false);
        }
    }

    private StorageResult<T> Silent<T>() => new(default, StorageError.Unavailable, $"{name} does not answer");

    private bool TryQueue(Action work)
    {
        // Waiting and running alike: counting idle threads instead let a second call wait behind one that had just been taken and hung.
        var pending = Interlocked.Increment(ref _pending);
        var queued = false;
        try
        {
            queued = _queue.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            // the storage is being closed
        }

        if (!queued)
            Interlocked.Decrement(ref _pending);
        else if (pending > Volatile.Read(ref _started) && Volatile.Read(ref _started) < threads && Interlocked.Increment(ref _started) <= threads)
            new Thread(Loop) { IsBackground = true, Name = $"storage {name}" }.Start();
        return queued;
    }

    private void Loop()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            work();
            Interlocked.Decrement(ref _pending);
        }
    }

    public void Dispose() => _queue.CompleteAdding();

    private sealed class Work<T>(Func<StorageResult<T>> act)
    {
        private const int Waiting = 0, Running = 1, Settled = 2;

        private readonly TaskCompletionSource<StorageResult<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _state = Waiting;

        public Task<StorageResult<T>> Result => _done.Task;

        /// <summary>False where the result was already there.</summary>
        public bool Abandon() => Interlocked.Exchange(ref _state, Settled) != Settled;

        /// <summary>False where it has begun.</summary>
        public bool Withdraw() => Interlocked.CompareExchange(ref _state, Settled, Waiting) == Waiting;

        public void Run()
        {
            if (Interlocked.CompareExchange(ref _state, Running, Waiting) != Waiting)
                return;
            var result = Guarded.Call(act);
            if (Interlocked.Exchange(ref _state, Settled) == Running)
                _done.SetResult(result);
            else
                Drop(result.Value); // nobody waits any more: an open file must not stay open for ever
        }

        private static void Drop(T? value)
        {
            if (value is IAsyncDisposable late)
                _ = late.DisposeAsync().AsTask();
            else
                (value as IDisposable)?.Dispose();
        }
    }
}

internal static class Guarded
{
    /// <summary>An exception of the disk is an answer like any other.</summary>
    public static StorageResult<T> Call<T>(Func<StorageResult<T>> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(default, StorageErrors.Of(e), e.Message);
        }
        catch (Exception e)
        {
            return new(default, StorageErrors.Of(e), e.ToString());
        }
    }
}
