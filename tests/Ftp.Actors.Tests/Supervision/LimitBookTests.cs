using System.Net;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class LimitBookTests
{
    private static readonly HostKey Host = HostKey.Of(IPAddress.Parse("192.0.2.1"));

    private ServerSettings _settings = new();
    private readonly LimitBook _book;

    public LimitBookTests() => _book = new LimitBook(() => _settings, new TransferSlots(() => _settings.MaximumConnections));

    [Fact]
    public void Exactly_as_many_transfers_as_the_limit_are_admitted()
    {
        _settings = _settings with { MaximumConnections = 2 };
        Seat(1, 2, 3);

        Assert.Null(_book.AdmitTransfer(1));
        Assert.Null(_book.AdmitTransfer(2));
        Assert.Equal(new LimitRefusal(Limit.MaximumConnections, 2), _book.AdmitTransfer(3));
        Assert.Equal(2, _book.Transfers);
    }

    [Fact]
    public void A_slot_is_given_back_once_however_often_it_is_released()
    {
        _settings = _settings with { MaximumConnections = 2 };
        Seat(1, 2, 3, 4);
        _book.AdmitTransfer(1);
        _book.AdmitTransfer(2);

        Assert.True(_book.ReleaseTransfer(1));
        Assert.False(_book.ReleaseTransfer(1));
        Assert.True(_book.ReleaseSession(1));
        Assert.False(_book.ReleaseSession(1));
        Assert.False(_book.ReleaseTransfer(1));

        Assert.Equal(1, _book.Transfers);
        Assert.Null(_book.AdmitTransfer(3));
        Assert.NotNull(_book.AdmitTransfer(4));
    }

    [Fact]
    public void A_session_holds_one_slot_however_often_it_asks()
    {
        Seat(1);
        _book.AdmitTransfer(1);
        _book.AdmitTransfer(1);
        Assert.Equal(1, _book.Transfers);
    }

    [Fact]
    public void A_lowered_limit_takes_nothing_away_and_stops_admitting()
    {
        Seat(1, 2, 3, 4);
        _book.AdmitTransfer(1);
        _book.AdmitTransfer(2);
        _book.AdmitTransfer(3);
        _settings = _settings with { MaximumConnections = 1 };

        Assert.Equal(3, _book.Transfers);
        _book.ReleaseTransfer(1);
        _book.ReleaseTransfer(2);
        Assert.Equal(new LimitRefusal(Limit.MaximumConnections, 1), _book.AdmitTransfer(4));
        _book.ReleaseTransfer(3);
        Assert.Null(_book.AdmitTransfer(4));
    }

    [Fact]
    public void Sessions_are_limited_in_all_and_by_host()
    {
        _settings = _settings with { MaximumSessions = 3, MaximumConnectionsPerHost = 2 };
        Seat(1, 2);

        Assert.Equal(new LimitRefusal(Limit.MaximumConnectionsPerHost, 2), _book.AdmitSession(3, Host));
        Assert.Null(_book.AdmitSession(4, HostKey.Of(IPAddress.Parse("192.0.2.2"))));
        Assert.Equal(new LimitRefusal(Limit.MaximumSessions, 3), _book.AdmitSession(5, HostKey.Of(IPAddress.Parse("192.0.2.3"))));
    }

    [Fact]
    public void An_accounts_own_limit_wins_over_the_settings_in_both_directions()
    {
        _settings = _settings with { MaximumConnectionsPerLogin = 2 };
        Seat(1, 2, 3, 4);

        Assert.Null(_book.AdmitLogin(1, "ada", false, maximum: 1));
        Assert.Equal(new LimitRefusal(Limit.MaximumConnectionsPerLogin, 1), _book.AdmitLogin(2, "ada", false, maximum: 1));
        Assert.Null(_book.AdmitLogin(2, "bob", false, null));
        Assert.Null(_book.AdmitLogin(3, "bob", false, null));
        Assert.Equal(new LimitRefusal(Limit.MaximumConnectionsPerLogin, 2), _book.AdmitLogin(4, "bob", false, null));
        Assert.Null(_book.AdmitLogin(4, "bob", false, maximum: 3));
    }

    [Fact]
    public void Guests_are_not_one_login_and_have_a_limit_of_their_own()
    {
        _settings = _settings with { MaximumConnectionsPerLogin = 1, MaximumGuests = 2 };
        Seat(1, 2, 3);

        Assert.Null(_book.AdmitLogin(1, "anonymous", true, null));
        Assert.Null(_book.AdmitLogin(2, "ftp", true, null));
        Assert.Equal(new LimitRefusal(Limit.MaximumGuests, 2), _book.AdmitLogin(3, "anonymous", true, null));
        _book.ReleaseLogin(1);
        Assert.Null(_book.AdmitLogin(3, "anonymous", true, null));
    }

    [Fact]
    public void A_session_that_logs_in_under_another_name_gives_the_first_place_back()
    {
        _settings = _settings with { MaximumConnectionsPerLogin = 1 };
        Seat(1, 2);
        _book.AdmitLogin(1, "ada", false, null);
        Assert.Null(_book.AdmitLogin(1, "bob", false, null));
        Assert.Null(_book.AdmitLogin(2, "ada", false, null));
        Assert.Equal([1L], _book.OfLogin("bob"));
    }

    [Fact]
    public void The_oldest_session_without_a_login_is_the_one_to_leave()
    {
        _settings = _settings with { MaximumSessionsBeforeLogin = 2 };
        Seat(1, 2, 3);
        Assert.Equal(1, _book.OldestBeforeLoginOverCap);

        _book.AdmitLogin(1, "ada", false, null);
        Assert.Null(_book.OldestBeforeLoginOverCap);

        // REIN: it is the newest of them now
        _book.ReleaseLogin(1);
        Assert.Equal(2, _book.OldestBeforeLoginOverCap);
    }

    [Fact]
    public void An_evicted_session_counts_until_it_is_closed_but_cannot_log_in()
    {
        _settings = _settings with { MaximumSessionsBeforeLogin = 1 };
        Seat(1, 2);
        _book.Evict(1);

        Assert.Equal(2, _book.Sessions);
        Assert.Equal(1, _book.BeforeLogin);
        Assert.NotNull(_book.AdmitLogin(1, "ada", false, null));
        _book.ReleaseSession(1);
        Assert.Equal((1, 1, 1), (_book.Sessions, _book.BeforeLogin, _book.FromHost(Host)));
    }

    [Fact]
    public void The_report_shows_the_global_limits_then_the_busiest_keys()
    {
        _settings = _settings with { MaximumConnectionsPerLogin = 5 };
        Seat(1, 2, 3);
        _book.AdmitLogin(1, "ada", false, 9);
        _book.AdmitLogin(2, "ada", false, 9);
        _book.AdmitLogin(3, "bob", false, null);

        var lines = _book.Report(keys: 2).ToList();

        Assert.Equal("maximum-connections", lines[0].Name);
        Assert.Equal(new LimitLine("maximum-sessions", null, 3, 10000), lines[1]);
        Assert.Equal(
            [new LimitLine("maximum-connections-per-host", "192.0.2.1", 3, null), new LimitLine("maximum-connections-per-login", "ada", 2, 9)],
            lines.Skip(4));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%2", "fe80::1%3", true)]
    [InlineData("0.0.0.1", "0:0:0:1::", false)]
    public void A_host_is_an_IPv4_address_or_an_IPv6_64(string one, string other, bool same) =>
        Assert.Equal(same, HostKey.Of(IPAddress.Parse(one)) == HostKey.Of(IPAddress.Parse(other)));

    [Theory]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3::1", "2001:db8:1:2::/64")]
    public void A_host_is_shown_as_what_it_stands_for(string address, string shown) =>
        Assert.Equal(shown, HostKey.Of(IPAddress.Parse(address)).ToString());

    private void Seat(params long[] sessions)
    {
        foreach (var session in sessions)
        {
            Assert.Null(_book.AdmitSession(session, Host));
        }
    }
}
