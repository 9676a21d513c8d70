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
    private int _idle;

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

    private StorageResult<T> Silent<T>() => new(default, StorageError.Unavailable, $"{name} does not answer");

    private bool TryQueue(Action work)
    {
        try
        {
            if (!_queue.TryAdd(work))
                return false;
        }
        catch (InvalidOperationException)
        {
            return false; // the storage is being closed
        }

        if (_queue.Count > Volatile.Read(ref _idle) && Volatile.Read(ref _started) < threads && Interlocked.Increment(ref _started) <= threads)
            new Thread(Loop) { IsBackground = true, Name = $"storage {name}" }.Start();
        return true;
    }

    private void Loop()
    {
        Interlocked.Increment(ref _idle);
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            Interlocked.Decrement(ref _idle);
            work();
            Interlocked.Increment(ref _idle);
        }
    }

    public void Dispose() => _queue.CompleteAdding();

    private sealed class Work<T>(Func<StorageResult<T>> act)
    {
        private readonly TaskCompletionSource<StorageResult<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _settled;

        public Task<StorageResult<T>> Result => _done.Task;

        /// <summary>False where the result was already there.</summary>
        public bool Abandon() => Interlocked.Exchange(ref _settled, 1) == 0;

        public void Run()
        {
            if (Volatile.Read(ref _settled) != 0)
                return;
            var result = Guarded.Call(act);
            if (Interlocked.Exchange(ref _settled, 1) == 0)
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
        catch (Exception e)
        {
            return new(default, StorageErrors.Of(e), e.ToString());
        }
    }
}
