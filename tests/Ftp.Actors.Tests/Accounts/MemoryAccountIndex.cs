using System.Collections.Concurrent;
using Ftp.Actors.Accounts;

namespace Ftp.Actors.Tests.Accounts;

/// <summary>An account list that can fail, and that shows what was announced.</summary>
public sealed class MemoryAccountIndex : IAccountIndex
{
    private readonly ConcurrentDictionary<string, AccountRow> _rows = new();
    private volatile bool _broken;

    public ConcurrentDictionary<string, bool> Announced { get; } = new();

    public bool Broken { get => _broken; set => _broken = value; }

    public Task AnnounceAsync(string key)
    {
        Announced[key] = true;
        return Task.CompletedTask;
    }

    public Task WriteAsync(string key, long revision, AccountRow? row)
    {
        if (Broken)
        {
            return Task.FromException(new IOException("no space left"));
        }

        if (row is null)
        {
            _rows.TryRemove(key, out _);
        }
        else
        {
            _rows[key] = row;
        }

        Announced.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> AnnouncedAsync(int most) => Task.FromResult<IReadOnlyList<string>>([.. Announced.Keys.Take(most)]);

    public Task<IReadOnlyList<AccountRow>> PageAsync(string? after, int take) => Task.FromResult<IReadOnlyList<AccountRow>>(
        [.. _rows.Where(r => after is null || string.CompareOrdinal(r.Key, after) > 0).OrderBy(r => r.Key, StringComparer.Ordinal).Take(take).Select(r => r.Value)]);

    public Task<AccountPage> ListAsync(string? search, int skip, int take) =>
        Task.FromResult(new AccountPage([.. _rows.Values.OrderBy(r => r.Login, StringComparer.Ordinal).Skip(skip).Take(take)], _rows.Count));
}
