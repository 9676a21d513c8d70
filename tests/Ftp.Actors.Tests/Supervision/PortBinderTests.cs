using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class PortBinderTests
{
    private static readonly ServerSettings Default = new();
    private static readonly ServerSettings Explicit = Default with { Port = 2100, PortIsDefault = false };

    private static readonly ServerSettings Implicit = Explicit with { ImplicitTlsPort = 9900 };

    private readonly FakeListeners _machine = new();
    private readonly PortBinder _binder;

    public PortBinderTests() => _binder = new PortBinder(_machine);

    [Fact]
    public void The_port_is_bound_on_every_address()
    {
        var bound = Bound(Explicit);
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], _machine.Open);
        Assert.Empty(bound.Notices);
    }

    [Fact]
    public void The_default_port_moves_to_2121_where_it_is_not_permitted_and_says_how_to_mend_it()
    {
        _machine.Fail("0.0.0.0:21", SocketError.AccessDenied);
        _machine.Fail("[::]:21", SocketError.AccessDenied);

        var bound = Bound(Default);

        Assert.Equal(["0.0.0.0:2121", "[::]:2121"], _machine.Open);
        var notice = Assert.Single(bound.Notices);
        Assert.Contains("2121", notice, StringComparison.Ordinal);
        Assert.Contains("setcap", notice, StringComparison.Ordinal);
        Assert.Contains("systemd", notice, StringComparison.Ordinal);
        Assert.Contains("ip_unprivileged_port_start", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_only_the_second_address_is_not_permitted_both_move()
    {
        _machine.Fail("[::]:21", SocketError.AccessDenied);
        Bound(Default);
        Assert.Equal(["0.0.0.0:2121", "[::]:2121"], _machine.Open);
    }

    [Fact]
    public void A_port_set_explicitly_never_moves()
    {
        _machine.Fail("0.0.0.0:21", SocketError.AccessDenied);
        var failed = Failed(Default with { PortIsDefault = false });
        Assert.Contains("port 21 on 0.0.0.0 may not be bound", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Theory]
    [InlineData("0.0.0.0:21")]
    [InlineData("[::]:21")]
    public void A_port_in_use_never_moves_and_leaves_nothing_open(string busy)
    {
        _machine.Fail(busy, SocketError.AddressAlreadyInUse);
        Assert.Contains("port 21", Failed(Default).Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Theory]
    [InlineData(SocketError.AddressFamilyNotSupported)]
    [InlineData(SocketError.AddressNotAvailable)]
    public void Without_IPv6_one_line_says_so_and_IPv4_serves(SocketError error)
    {
        _machine.Fail("[::]:2100", error);
        Assert.Equal("this machine has no IPv6; FTP serves IPv4", Assert.Single(Bound(Explicit).Notices));
        Assert.Equal(["0.0.0.0:2100"], _machine.Open);
    }

    [Fact]
    public void Without_IPv6_a_server_of_IPv6_only_cannot_serve()
    {
        _machine.Fail("[::]:2100", SocketError.AddressFamilyNotSupported);
        Failed(Explicit with { Addresses = [IPAddress.IPv6Any] });
    }

    [Fact]
    public void An_address_that_is_not_this_machines_is_named()
    {
        _machine.Fail("192.0.2.9:2100", SocketError.AddressNotAvailable);
        var failed = Failed(Explicit with { Addresses = [IPAddress.Any, IPAddress.Parse("192.0.2.9")] });
        Assert.Contains("192.0.2.9 is not an address of this machine", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Fact]
    public void What_is_open_already_is_kept()
    {
        var first = Bound(Explicit);
        var second = Bound(Explicit with { Addresses = [IPAddress.Any] }, [.. first.New]);
        Assert.Empty(second.New);
        Assert.Equal("0.0.0.0:2100", Assert.Single(second.Kept).EndPoint.ToString());
    }

    [Fact]
    public void A_port_that_moved_is_kept_while_nobody_names_it_and_tried_again_when_somebody_does()
    {
        _machine.Fail("0.0.0.0:21", SocketError.AccessDenied);
        _machine.Fail("[::]:21", SocketError.AccessDenied);
        var moved = Bound(Default);
        Assert.Equal(2, Bound(Default, [.. moved.New]).Kept.Length);

        Failed(Default with { PortIsDefault = false }, [.. moved.New]);
        _machine.Errors.Clear();
        Assert.Equal(2, Bound(Default with { PortIsDefault = false }, [.. moved.New]).New.Length);
    }

    [Fact]
    public void One_of_our_own_ports_that_stands_in_the_way_is_told_from_another_programs()
    {
        var all = Bound(Explicit);
        var one = Bound(Explicit with { Addresses = [IPAddress.Parse("192.0.2.1")] }, [.. all.New]);
        Assert.Equal("192.0.2.1:2100", Assert.Single(one.Blocked).ToString());
    }

    [Fact]
    public void Any_free_port_is_the_same_on_every_address()
    {
        var bound = Bound(Explicit with { Port = 0 });
        Assert.Single(bound.New.Select(p => p.EndPoint.Port).Distinct());
        Assert.Equal(2, bound.New.Length);
    }

    [Fact]
    public void The_port_for_implicit_TLS_is_bound_on_every_address_too()
    {
        var bound = Bound(Implicit);
        Assert.Equal(["0.0.0.0:2100", "0.0.0.0:9900", "[::]:2100", "[::]:9900"], _machine.Open);
        Assert.All(bound.New, p => Assert.Equal(p.EndPoint.Port == 9900, p.ImplicitTls));
        Assert.Equal(4, Bound(Implicit, [.. bound.New]).Kept.Length);
    }

    [Theory]
    [InlineData("0.0.0.0:9900")]
    [InlineData("[::]:9900")]
    public void A_busy_port_for_implicit_TLS_leaves_nothing_open_and_names_its_setting(string busy)
    {
        _machine.Fail(busy, SocketError.AddressAlreadyInUse);
        Assert.EndsWith("choose another ftp.settings.implicit-tls-port", Failed(Implicit).Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Fact]
    public void A_port_for_implicit_TLS_never_moves_and_is_told_how_to_be_permitted()
    {
        _machine.Fail("0.0.0.0:990", SocketError.AccessDenied);
        var message = Failed(Default with { ImplicitTlsPort = 990 }).Message;
        Assert.Contains("port 990 on 0.0.0.0 may not be bound by this user", message, StringComparison.Ordinal);
        Assert.Contains("ip_unprivileged_port_start=990", message, StringComparison.Ordinal);
        Assert.Contains("ftp.settings.implicit-tls-port", message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Fact]
    public void Where_the_control_port_moves_the_one_for_implicit_TLS_stays()
    {
        _machine.Fail("0.0.0.0:21", SocketError.AccessDenied);
        var settings = Default with { ImplicitTlsPort = 9900 };
        var bound = Bound(settings);
        Assert.Equal(["0.0.0.0:2121", "0.0.0.0:9900", "[::]:2121", "[::]:9900"], _machine.Open);
        Assert.Contains("2121", Assert.Single(bound.Notices), StringComparison.Ordinal);
        Assert.Equal(4, Bound(settings, [.. bound.New]).Kept.Length);
    }

    [Fact]
    public void The_control_port_does_not_move_onto_the_one_for_implicit_TLS()
    {
        _machine.Fail("0.0.0.0:21", SocketError.AccessDenied);
        Assert.Contains("2121, where FTP would listen instead, is ftp.settings.implicit-tls-port", Failed(Default with { ImplicitTlsPort = 2121 }).Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Fact]
    public void One_port_cannot_be_both()
    {
        Assert.StartsWith("ftp.settings.implicit-tls-port = 2100 is the control port", Failed(Implicit with { ImplicitTlsPort = 2100 }).Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Open);
    }

    [Fact]
    public void Without_a_certificate_the_port_for_implicit_TLS_stays_closed_and_one_line_says_so()
    {
        var bound = Bound(Implicit with { Certificate = "none" });
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], _machine.Open);
        Assert.Equal("ftp.settings.implicit-tls-port = 9900 stays closed: ftp.settings.certificate = none offers no TLS", Assert.Single(bound.Notices));
    }

    [Fact]
    public void Without_IPv6_one_line_says_so_for_both_ports()
    {
        _machine.Fail("[::]:2100", SocketError.AddressFamilyNotSupported);
        _machine.Fail("[::]:9900", SocketError.AddressFamilyNotSupported);
        Assert.Equal("this machine has no IPv6; FTP serves IPv4", Assert.Single(Bound(Implicit).Notices));
        Assert.Equal(["0.0.0.0:2100", "0.0.0.0:9900"], _machine.Open);
    }

    [Fact]
    public void A_port_that_changes_its_kind_is_not_kept_as_what_it_was()
    {
        var before = Bound(Implicit);
        var after = Bound(Implicit with { Port = 9900, ImplicitTlsPort = 2100 }, [.. before.New]);
        Assert.Empty(after.Kept);
        Assert.Equal(4, after.Blocked.Length);
    }

    private BindOutcome.Bound Bound(ServerSettings settings, params OpenPort[] have) => Assert.IsType<BindOutcome.Bound>(_binder.Bind(settings, have));

    private BindOutcome.Failed Failed(ServerSettings settings, params OpenPort[] have) => Assert.IsType<BindOutcome.Failed>(_binder.Bind(settings, have));
}
