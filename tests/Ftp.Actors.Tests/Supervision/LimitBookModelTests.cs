using System.Net;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>The book against a model that counts by looking at everybody: slow and obviously right.</summary>
public sealed class LimitBookModelTests
{
    private static readonly int Steps = Environment.GetEnvironmentVariable("FTP_LONG") == "1" ? 1_000_000 : 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(20260301)]
    public void After_any_sequence_of_admissions_and_releases_the_counts_are_those_of_the_model(int seed)
    {
        var random = new Random(seed);
        var settings = new ServerSettings();
        var book = new LimitBook(() => settings, new TransferSlots(() => settings.MaximumConnections));
        var model = new Dictionary<long, Held>();
        long last = 0;
        for (var step = 0; step < Steps; step++)
        {
            if (step % 500 == 0)
            {
                settings = settings with
                {
                    MaximumConnections = random.Next(1, 20),
                    MaximumSessions = random.Next(1, 60),
                    MaximumGuests = random.Next(0, 10),
                    MaximumConnectionsPerHost = random.Next(3) == 0 ? null : random.Next(1, 12),
                    MaximumConnectionsPerLogin = random.Next(3) == 0 ? null : random.Next(1, 6),
                };
            }

            // now and then a session that has ended long ago, or was never admitted
            var id = random.NextInt64(Math.Max(1, last - 70), last + 3);
            var held = model.GetValueOrDefault(id);
            switch (random.Next(8))
            {
                case 0 or 1:
                    var host = random.Next(6);
                    var free = model.Count < settings.MaximumSessions
                        && !(model.Values.Count(h => h.Host == host) >= settings.MaximumConnectionsPerHost);
                    Same(free, book.AdmitSession(++last, HostKey.Of(new IPAddress([192, 0, 2, (byte)host]))), step);
                    if (free)
                    {
                        model.Add(last, new Held(host));
                    }

                    break;
                case 2 or 3:
                    var guest = random.Next(4) == 0;
                    var login = guest ? "anonymous" : $"user{random.Next(8)}";
                    int? own = random.Next(4) == 0 ? random.Next(0, 4) : null;
                    Same(Login(model, settings, held, login, guest, own), book.AdmitLogin(id, login, guest, own), step);
                    break;
                case 4:
                    var slot = held is not null && (held.Transfer || model.Values.Count(h => h.Transfer) < settings.MaximumConnections);
                    Same(slot, book.AdmitTransfer(id), step);
                    if (slot)
                    {
                        held!.Transfer = true;
                    }

                    break;
                case 5:
                    Assert.Equal(held is { Transfer: true }, book.ReleaseTransfer(id));
                    held?.Transfer = false;
                    break;
                case 6:
                    Assert.Equal(held is { Login: not null }, book.ReleaseLogin(id));
                    held?.Login = null;
                    break;
                case 7:
                    Assert.Equal(model.Remove(id), book.ReleaseSession(id));
                    break;
            }

            Assert.Equal(
                (model.Count, model.Values.Count(h => h.Transfer), model.Values.Count(h => h.Login == "anonymous"), model.Values.Count(h => h.Login is null)),
                (book.Sessions, book.Transfers, book.Guests, book.BeforeLogin));
        }

        for (long id = 0; id <= last; id++)
        {
            book.ReleaseSession(id);
            book.ReleaseSession(id);
        }

        Assert.Equal((0, 0, 0, 0), (book.Sessions, book.Transfers, book.Guests, book.BeforeLogin));
        Assert.Equal(4, book.Report(100).Count());
    }

    private static bool Login(Dictionary<long, Held> model, ServerSettings settings, Held? held, string login, bool guest, int? own)
    {
        if (held is null || held.Login == login)
        {
            return held is not null;
        }

        held.Login = null;
        var inUse = model.Values.Count(h => h.Login == login);
        var most = guest ? settings.MaximumGuests : own ?? settings.MaximumConnectionsPerLogin;
        if (inUse >= most)
        {
            return false;
        }

        held.Login = login;
        return true;
    }

    private static void Same(bool admitted, LimitRefusal? answer, int step) => Assert.True(admitted == answer is null, $"step {step}: {answer}");

    private sealed class Held(int host)
    {
        public int Host => host;

        public string? Login { get; set; }

        public bool Transfer { get; set; }
    }
}
