using System.Collections.Immutable;

namespace Ftp.Actors.Supervision;

/// <param name="Last">When it last did.</param>
/// <param name="Host">Of the last one.</param>
/// <param name="Count">How often, as long as never a whole day passed between two of them.</param>
public sealed record ClearLogin(string Login, DateTimeOffset Last, string Host, int Count);

/// <summary>
/// Accounts that logged in without TLS in the last 24 hours, since this process began: what an operator must know before requiring TLS. Guests are not counted.
/// Beyond <see cref="Capacity"/> accounts the one that was longest not seen is forgotten. Thread-safe.
/// </summary>
public sealed class ClearLogins(TimeProvider time)
{
    public const int Capacity = 10_000;

    public static TimeSpan Window { get; } = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<ClearLogin>> _byLogin = new(StringComparer.Ordinal);
    private readonly LinkedList<ClearLogin> _oldestFirst = [];

    public DateTimeOffset Since { get; } = time.GetUtcNow();

    public void Note(string login, string host)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            ForgetUntil(now - Window);
            var count = 1;
            if (_byLogin.TryGetValue(login, out var known))
            {
                count += known.Value.Count;
                Forget(known);
            }
            else if (_byLogin.Count == Capacity)
            {
                Forget(_oldestFirst.First!);
            }

            _byLogin.Add(login, _oldestFirst.AddLast(new ClearLogin(login, now, host, count)));
        }
    }

    /// <summary>Ordered by login.</summary>
    public ImmutableArray<ClearLogin> Current()
    {
        lock (_lock)
        {
            ForgetUntil(time.GetUtcNow() - Window);
            return [.. _oldestFirst.OrderBy(l => l.Login, StringComparer.Ordinal)];
        }
    }

    private void ForgetUntil(DateTimeOffset past)
    {
        while (_oldestFirst.First is { } oldest && oldest.Value.Last <= past)
        {
            Forget(oldest);
        }
    }

    private void Forget(LinkedListNode<ClearLogin> one)
    {
        _oldestFirst.Remove(one);
        _byLogin.Remove(one.Value.Login);
    }
}
