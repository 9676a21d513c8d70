using System.Collections.Concurrent;
using System.Net;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>
/// Addresses of names, for people who wait: what is known is answered at once and refreshed behind their backs, what is not is waited for within a bound, and a failure is
/// remembered a while. A resolver whose name servers are away takes minutes, and each PASV would take them too. Only operators name names, so it has as many entries
/// as the settings had.
/// </summary>
/// <param name="lookUp">Null or an exception: there is none.</param>
internal sealed class KnownAddresses(Func<string, Task<IPAddress?>> lookUp, TimeSpan patience)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailureLasts = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null: not known now.</returns>
    public async ValueTask<IPAddress?> FindAsync(string name, TimeProvider time, CancellationToken cancel)
    {
        var entry = _entries.GetOrAdd(name, static _ => new Entry());
        Task<IPAddress?> running;
        lock (entry)
        {
            var now = time.GetUtcNow();
            if (now >= entry.Since && now < entry.Until)
            {
                return entry.Address;
            }

            running = entry.Running ??= Task.Run(() => RefreshAsync(entry, name, time), CancellationToken.None);
            if (entry.Address is { } last)
            {
                return last;
            }
        }

        try
        {
            return await running.WaitAsync(patience, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (entry)
            {
                entry.Hold(time.GetUtcNow(), FailureLasts);
            }

            return null;
        }
    }

    private async Task<IPAddress?> RefreshAsync(Entry entry, string name, TimeProvider time)
    {
        IPAddress? found = null;
        try
        {
            found = await lookUp(name).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // a name server that is away must not end transfers: the last address serves on
        }

        lock (entry)
        {
            entry.Running = null;
            entry.Address = found ?? entry.Address;
            entry.Hold(time.GetUtcNow(), found is null ? FailureLasts : Fresh);
            return entry.Address;
        }
    }

    private sealed class Entry
    {
        public IPAddress? Address { get; set; }

        public DateTimeOffset Since { get; private set; }

        public DateTimeOffset Until { get; private set; }

        public Task<IPAddress?>? Running { get; set; }

        public void Hold(DateTimeOffset now, TimeSpan time) => (Since, Until) = (now, now + time);
    }
}
