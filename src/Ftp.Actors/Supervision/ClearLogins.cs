using System.Collections.Immutable;

namespace Ftp.Actors.Supervision;

/// <param name="Host">Of the last one.</param>
public sealed record ClearLogin(string Login, DateTimeOffset Last, string Host, int Count);

/// <summary>Accounts that logged in without TLS in the last 24 hours, since this process began: what an operator must know before requiring TLS. Guests are not counted. Thread-safe.</summary>
public sealed class ClearLogins(TimeProvider time)
{
    public static TimeSpan Window { get; } = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClearLogin> _byLogin = new(StringComparer.Ordinal);

    public DateTimeOffset Since { get; } = time.GetUtcNow();

    public void Note(string login, string host)
    {
        lock (_lock)
        {
            _byLogin[login] = new ClearLogin(login, time.GetUtcNow(), host, _byLogin.GetValueOrDefault(login)?.Count + 1 ?? 1);
        }
    }

    /// <summary>Ordered by login.</summary>
    public ImmutableArray<ClearLogin> Current()
    {
        var oldest = time.GetUtcNow() - Window;
        lock (_lock)
        {
            return [.. _byLogin.Values.Where(l => l.Last > oldest).OrderBy(l => l.Login, StringComparer.Ordinal)];
        }
    }
}
