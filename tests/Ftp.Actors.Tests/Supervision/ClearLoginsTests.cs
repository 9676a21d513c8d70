using System.Globalization;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class ClearLoginsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly Clock _clock = new();
    private readonly ClearLogins _book;

    public ClearLoginsTests() => _book = new ClearLogins(_clock);

    [Fact]
    public void Each_account_is_listed_once_with_its_last_login_and_how_many_there_were()
    {
        _book.Note("bob", "192.0.2.1");
        _book.Note("ada", "192.0.2.1");
        _clock.Now += TimeSpan.FromHours(1);
        _book.Note("ada", "192.0.2.2");
        Assert.Equal([new ClearLogin("ada", Start.AddHours(1), "192.0.2.2", 2), new ClearLogin("bob", Start, "192.0.2.1", 1)], _book.Current());
        Assert.Equal(Start, _book.Since);
    }

    [Fact]
    public void After_24_hours_a_login_counts_no_more()
    {
        _book.Note("bob", "192.0.2.1");
        _clock.Now += TimeSpan.FromHours(1);
        _book.Note("ada", "192.0.2.1");
        _clock.Now = Start.AddHours(24) - TimeSpan.FromTicks(1);
        Assert.Equal(["ada", "bob"], _book.Current().Select(l => l.Login));
        _clock.Now = Start.AddHours(24);
        Assert.Equal(["ada"], _book.Current().Select(l => l.Login));
        _clock.Now = Start.AddHours(25);
        Assert.Empty(_book.Current());

        _book.Note("ada", "192.0.2.1");
        Assert.Equal(1, Assert.Single(_book.Current()).Count);
    }

    [Fact]
    public void Beyond_its_capacity_the_one_longest_not_seen_is_forgotten()
    {
        for (var i = 0; i < ClearLogins.Capacity; i++)
        {
            _book.Note(i.ToString("D5", CultureInfo.InvariantCulture), "192.0.2.1");
        }

        _book.Note("00000", "192.0.2.1");
        _book.Note("new", "192.0.2.1");

        var logins = _book.Current().Select(l => l.Login).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(ClearLogins.Capacity, logins.Count);
        Assert.DoesNotContain("00001", logins);
        Assert.Contains("00000", logins);
        Assert.Contains("new", logins);
    }

    [Fact]
    public void Many_may_note_at_once()
    {
        Parallel.For(0, 20_000, i => _book.Note(string.Create(CultureInfo.InvariantCulture, $"u{i % 100}"), "192.0.2.1"));
        Assert.Equal(20_000, _book.Current().Sum(l => l.Count));
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
