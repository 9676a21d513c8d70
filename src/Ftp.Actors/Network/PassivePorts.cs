using System.Collections;
using System.Net;
using System.Security.Cryptography;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network;

/// <summary>
/// Which passive ports this node has given out, per local address, so that a nearly full range is not probed with a thousand binds. A port is drawn evenly
/// from all free ones by a cryptographic generator: who can guess the next port can connect before the client does (RFC 2577 §3). Thread-safe.
/// </summary>
internal sealed class PassivePorts
{
    private const int Draws = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Book> _books = [];

    /// <returns>A port that is now the caller's until <see cref="GiveBack"/>; null where all are taken.</returns>
    public int? Take(IPAddress local, PortRange range)
    {
        lock (_gate)
        {
            if (!_books.TryGetValue(local, out var book))
                _books[local] = book = new Book();
            return book.Take(range);
        }
    }

    public void GiveBack(IPAddress local, int port)
    {
        lock (_gate)
        {
            if (_books.TryGetValue(local, out var book) && book.GiveBack(port) == 0)
                _books.Remove(local);
        }
    }

    private sealed class Book
    {
        private readonly BitArray _taken = new(ushort.MaxValue + 1);
        private int _count;

        public int? Take(PortRange range)
        {
            for (var draw = 0; draw < Draws; draw++)
            {
                var port = range.First + RandomNumberGenerator.GetInt32(range.Count);
                if (!_taken[port])
                    return Mark(port);
            }
            var free = Enumerable.Range(range.First, range.Count).Where(port => !_taken[port]).ToArray();
            return free.Length == 0 ? null : Mark(free[RandomNumberGenerator.GetInt32(free.Length)]);
        }

        public int GiveBack(int port)
        {
            if (_taken[port])
                _count--;
            _taken[port] = false;
            return _count;
        }

        private int Mark(int port)
        {
            _taken[port] = true;
            _count++;
            return port;
        }
    }
}
