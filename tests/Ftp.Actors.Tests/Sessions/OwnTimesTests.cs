using Ftp.Actors.Accounts;
using Ftp.Actors.Sessions;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>An account's own time-outs in its sessions.</summary>
public sealed class OwnTimesTests
{
    private readonly TestNode _node = new();

    [Theory]
    [InlineData(1, true)]
    [InlineData(60, false)]
    [InlineData(null, false)]
    public void Its_idle_timeout_stands_for_that_of_the_settings(int? minutes, bool ended)
    {
        Own(AccountLimits.None with { IdleTimeout = minutes is { } m ? TimeSpan.FromMinutes(m) : null });
        var session = CoreSession.LoggedIn(_node);
        _node.Clock.Advance(TimeSpan.FromMinutes(9));
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal(ended, session.Closed);
        _node.Clock.Advance(TimeSpan.FromMinutes(9));
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal(minutes != 60, session.Closed);
    }

    [Fact]
    public void It_holds_at_once_for_a_session_that_is_there()
    {
        var session = CoreSession.LoggedIn(_node);
        _node.Clock.Advance(TimeSpan.FromMinutes(2));
        Own(AccountLimits.None with { IdleTimeout = TimeSpan.FromMinutes(1) });
        session.Give(new SessionInput.AccountUpdated(new AccountChanged("ada", _node.Accounts["ada"].Profile)));
        session.Give(SessionInput.Tick.Instance);
        Assert.True(session.Closed);
    }

    [Fact]
    public void Its_data_connect_timeout_gives_a_passive_port_back()
    {
        Own(AccountLimits.None with { DataConnectTimeout = TimeSpan.FromSeconds(2) });
        var session = CoreSession.LoggedIn(_node);
        session.Say("PASV");
        Assert.Equal(1, _node.Channels.Open);
        _node.Clock.Advance(TimeSpan.FromSeconds(5));
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal(0, _node.Channels.Open);
    }

    private void Own(AccountLimits limits) => _node.Account(ada => ada with { Limits = limits });
}
