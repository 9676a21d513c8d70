using System.Net;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Sessions.Verbs.Data;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class PassiveAddressTests
{
    private static readonly PassiveAddress Outer = new([new PassiveAddressRule(null, "203.0.113.9")]);

    [Theory]
    [InlineData("198.51.100.7", "203.0.113.9")]
    [InlineData("192.168.1.7", "192.168.1.2")]
    [InlineData("127.0.0.1", "192.168.1.2")]
    public void An_outer_address_is_told_outside_the_local_networks_only(string peer, string told) =>
        Assert.Equal(told, PassiveAddressPolicy.Choose(new ServerSettings { PassiveAddress = Outer }, IPAddress.Parse(peer), IPAddress.Parse("192.168.1.2")).Address);

    [Fact]
    public void The_first_rule_whose_network_holds_the_peer_wins()
    {
        var rules = new PassiveAddress([new(IPNetwork.Parse("192.168.9.0/24"), "10.1.1.1"), new(IPNetwork.Parse("192.168.0.0/16"), "10.2.2.2"), new(null, "203.0.113.9")]);
        var settings = new ServerSettings { PassiveAddress = rules };
        Assert.Equal("10.1.1.1", PassiveAddressPolicy.Choose(settings, IPAddress.Parse("192.168.9.4"), IPAddress.Loopback).Address);
        Assert.Equal("10.2.2.2", PassiveAddressPolicy.Choose(settings, IPAddress.Parse("192.168.3.4"), IPAddress.Loopback).Address);
        Assert.Equal("203.0.113.9", PassiveAddressPolicy.Choose(settings, IPAddress.Parse("8.8.8.8"), IPAddress.Loopback).Address);
    }

    [Fact]
    public void A_public_peer_that_is_told_a_private_address_raises_an_alarm_that_names_the_setting()
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node, "198.51.100.7", "192.168.1.2");
        Assert.StartsWith("227 Entering Passive Mode (192,168,1,2,", session.Say("PASV").Single().ToString(), StringComparison.Ordinal);
        Assert.Contains("passive-address", Assert.Single(node.Alarms.Current).Text, StringComparison.Ordinal);
        session.Say("PASV");
        Assert.Single(node.Log.Entries, e => e.Event == "passive-address");

        node.Set(s => s with { PassiveAddress = Outer });
        session.Say("PASV");
        Assert.Empty(node.Alarms.Current);
    }

    [Fact]
    public void A_public_peer_that_is_told_a_public_address_raises_none()
    {
        var node = new TestNode();
        node.Set(s => s with { PassiveAddress = Outer });
        var session = CoreSession.LoggedIn(node, "198.51.100.7", "192.168.1.2");
        Assert.StartsWith("227 Entering Passive Mode (203,0,113,9,", session.Say("PASV").Single().ToString(), StringComparison.Ordinal);
        Assert.Empty(node.Alarms.Current);
    }

    [Fact]
    public void A_name_is_looked_up()
    {
        var node = new TestNode();
        node.Set(s => s with { PassiveAddress = new PassiveAddress([new PassiveAddressRule(null, "localhost")]) });
        var session = CoreSession.LoggedIn(node, "198.51.100.7", "192.168.1.2");
        Assert.StartsWith("227 Entering Passive Mode (127,0,0,1,", session.Say("PASV").Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_ipv6_pasv_points_to_epsv()
    {
        var session = CoreSession.LoggedIn(new TestNode(), "2001:db8::7", "2001:db8::1");
        Assert.Equal("425 PASV works over IPv4 only; use EPSV.", session.Say("PASV").Single().ToString());
        Assert.Equal([229, 229, 522], new[] { "EPSV", "EPSV 2", "EPSV 1" }.Select(session.Code));
    }

    [Fact]
    public void A_full_range_is_a_425()
    {
        var node = new TestNode();
        node.Channels.Full = true;
        Assert.Equal(425, CoreSession.LoggedIn(node).Code("PASV"));
    }

    [Fact]
    public void A_session_holds_one_data_connection_at_most_and_none_for_long()
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node);
        for (var i = 0; i < 50; i++)
        {
            session.Say(i % 2 == 0 ? "PASV" : "EPSV");
            Assert.Equal(1, node.Channels.Open);
        }

        node.Clock.Advance(TimeSpan.FromSeconds(61));
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal(0, node.Channels.Open);
        Assert.Equal(425, session.Code("LIST"));
    }

    /// <summary>RFC 2577: nobody is made to connect to a third party.</summary>
    [Theory]
    [InlineData("PORT 10,0,0,1,200,1")]
    [InlineData("PORT 127,0,0,1,200,1")]
    [InlineData("PORT 0,0,0,0,200,1")]
    [InlineData("PORT 224,0,0,1,200,1")]
    [InlineData("PORT 198,51,100,7,0,22")]
    [InlineData("PORT 198,51,100,7,3,255")]
    [InlineData("PORT 198,51,100,07,200,1")]
    [InlineData("PORT 198,51,100,7,200,1,1")]
    [InlineData("EPRT |1|198.51.100.8|2000|")]
    [InlineData("EPRT |1|198.51.100.7|25|")]
    [InlineData("EPRT |1|0.0.0.0|2000|")]
    [InlineData("EPRT |2|::ffff:198.51.100.7|2000|")]
    public void No_active_connection_to_another_address_or_a_low_port(string command)
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node, "198.51.100.7", "203.0.113.1");
        Assert.Equal(501, session.Code(command));
        Assert.Empty(node.Channels.Connected);
    }

    /// <summary>RFC 2428 section 2.</summary>
    [Theory]
    [InlineData("198.51.100.7", "203.0.113.1", "EPRT |2|2001:db8::7|2000|", "522 Network protocol not supported, use (1)")]
    [InlineData("2001:db8::7", "2001:db8::1", "EPRT |1|198.51.100.7|2000|", "522 Network protocol not supported, use (2)")]
    public void An_address_of_the_other_family_is_a_522_that_names_the_sessions_own(string peer, string local, string command, string reply)
    {
        var node = new TestNode();
        Assert.Equal(reply, CoreSession.LoggedIn(node, peer, local).Say(command).Single().ToString());
        Assert.Empty(node.Channels.Connected);
    }

    [Theory]
    [InlineData("198.51.100.7", "203.0.113.1", "PORT 198,51,100,7,200,1", 51201)]
    [InlineData("198.51.100.7", "203.0.113.1", "EPRT |1|198.51.100.7|2000|", 2000)]
    [InlineData("2001:db8::7", "2001:db8::1", "EPRT |2|2001:db8::7|2000|", 2000)]
    [InlineData("2001:db8::7", "2001:db8::1", "EPRT |2|::|2000|", 2000)]
    public void An_active_connection_to_oneself_is_agreed(string peer, string local, string command, int port)
    {
        var node = new TestNode();
        Assert.Equal(200, CoreSession.LoggedIn(node, peer, local).Code(command));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(peer), port), Assert.Single(node.Channels.Connected));
    }

    [Fact]
    public void Foreign_addresses_are_for_the_settings_to_allow_and_low_ports_are_not()
    {
        var node = new TestNode();
        node.Set(s => s with { ForeignDataAddresses = true });
        var session = CoreSession.LoggedIn(node, "198.51.100.7", "203.0.113.1");
        Assert.Equal([200, 501, 501, 501], new[] { "PORT 198,51,100,8,200,1", "PORT 198,51,100,8,0,25", "PORT 127,0,0,1,200,1", "PORT 0,0,0,0,200,1" }.Select(session.Code));
    }
}
