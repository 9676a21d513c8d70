namespace Ftp.Actors.Accounts;

public enum PasswordVerdict
{
    Right,
    Wrong,
    /// <summary>The login-timeout ended while it waited.</summary>
    TooLate,
    /// <summary>Too many wait already.</summary>
    Busy,
    /// <summary>The verifier cannot be used, or the machine has no memory for the hash.</summary>
    Failed,
}

/// <summary>
/// Hashes passwords on threads of its own, one per core: an Argon2id hash takes tens of milliseconds, which on the actors' threads would stop every session.
/// Log-ins wait in a fair queue until their deadline; administrators' new passwords go first.
/// </summary>
public sealed class PasswordChecker : IDisposable
{
    public const int DefaultBound = 4096;

    private readonly TimeProvider _time;
    private readonly FairQueue<Job> _logins;
    private readonly Queue<Action> _first = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();

    public PasswordChecker(TimeProvider time, int threads, int bound = DefaultBound)
    {
        _time = time;
        _logins = new FairQueue<Job>(bound);
        for (var i = 0; i < threads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"ftp-password-{i}" }.Start();
        }
    }

    /// <summary>Never throws; completes on a thread of the pool.</summary>
    public Task<PasswordVerdict> CheckAsync(string host, string password, string verifier, DateTimeOffset deadline)
    {
        var job = new Job(password, verifier, deadline);
        lock (_lock)
        {
            if (!_logins.TryEnqueue(host, job, out var displaced, out var hasDisplaced))
            {
                return Task.FromResult(PasswordVerdict.Busy);
            }

            if (hasDisplaced)
            {
                displaced!.Done.TrySetResult(PasswordVerdict.Busy);
                return job.Done.Task;
            }
        }

        _work.Release();
        return job.Done.Task;
    }

    /// <summary>The verifier of a new password. Few ask for it: each is an administrator's command, and those are bounded.</summary>
    public Task<string> HashAsync(string password)
    {
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _first.Enqueue(() =>
            {
                try
                {
                    done.TrySetResult(PasswordHash.Of(password));
                }
                catch (Exception e)
                {
                    done.TrySetException(e);
                }
            });
        }

        _work.Release();
        return done.Task;
    }

    public void Dispose() => _stop.Cancel();

    private void Work()
    {
        try
        {
            while (true)
            {
                _work.Wait(_stop.Token);
                Action? first = null;
                Job? job = null;
                lock (_lock)
                {
                    if (!_first.TryDequeue(out first))
                    {
                        _logins.TryDequeue(out job);
                    }
                }

                first?.Invoke();
                job?.Done.TrySetResult(Judge(job));
            }
        }
        catch (OperationCanceledException)
        {
            // The end: those who still wait are actors that end as well.
        }
    }

    private PasswordVerdict Judge(Job job)
    {
        if (_time.GetUtcNow() >= job.Deadline)
        {
            return PasswordVerdict.TooLate;
        }

        try
        {
            return PasswordHash.Verify(job.Password, job.Verifier) ? PasswordVerdict.Right : PasswordVerdict.Wrong;
        }
        catch (Exception)
        {
            return PasswordVerdict.Failed;
        }
    }

    private sealed class Job(string password, string verifier, DateTimeOffset deadline)
    {
        public string Password { get; } = password;
        public string Verifier { get; } = verifier;
        public DateTimeOffset Deadline { get; } = deadline;
        public TaskCompletionSource<PasswordVerdict> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
