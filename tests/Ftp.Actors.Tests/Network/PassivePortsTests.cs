using System.Net;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Network;

public sealed class PassivePortsTests
{
    private static readonly PortRange Ten = new(50000, 50009);

    [Fact]
    public void Each_port_is_given_once_until_it_comes_back()
    {
        var ports = new PassivePorts();
        var taken = Enumerable.Range(0, Ten.Count).Select(_ => ports.Take(IPAddress.Loopback, Ten)!.Value).ToArray();
        Assert.Equal(Enumerable.Range(Ten.First, Ten.Count), taken.Order());
        Assert.Null(ports.Take(IPAddress.Loopback, Ten));
        ports.GiveBack(IPAddress.Loopback, 50003);
        Assert.Equal(50003, ports.Take(IPAddress.Loopback, Ten));
    }

    [Fact]
    public void Addresses_have_books_of_their_own()
    {
        var ports = new PassivePorts();
        var one = new PortRange(50000, 50000);
        Assert.Equal(50000, ports.Take(IPAddress.Loopback, one));
        Assert.Equal(50000, ports.Take(IPAddress.IPv6Loopback, one));
        Assert.Null(ports.Take(IPAddress.Loopback, one));
    }

    [Fact]
    public void Giving_back_twice_counts_once()
    {
        var ports = new PassivePorts();
        var port = ports.Take(IPAddress.Loopback, Ten)!.Value;
        var other = ports.Take(IPAddress.Loopback, Ten)!.Value;
        ports.GiveBack(IPAddress.Loopback, port);
        ports.GiveBack(IPAddress.Loopback, port);
        var rest = Enumerable.Range(0, 9).Select(_ => ports.Take(IPAddress.Loopback, Ten)).ToArray();
        Assert.DoesNotContain(other, rest);
        Assert.Null(ports.Take(IPAddress.Loopback, Ten));
    }

    [Fact]
    public void Ports_are_drawn_evenly_and_the_next_is_not_told_by_the_last()
    {
        var ports = new PassivePorts();
        var range = new PortRange(50000, 50099);
        var draws = new int[10_000];
        for (var i = 0; i < draws.Length; i++)
        {
            draws[i] = ports.Take(IPAddress.Loopback, range)!.Value - range.First;
            ports.GiveBack(IPAddress.Loopback, draws[i] + range.First);
        }
        // chi-square with 99 degrees of freedom: 161 is passed by chance once in 10,000 runs
        Assert.InRange(ChiSquare(draws), 0, 161);
        Assert.InRange(ChiSquare([.. draws.Zip(draws.Skip(1), (last, next) => (next - last + 100) % 100)]), 0, 161);
    }

    private static double ChiSquare(int[] draws)
    {
        var expected = draws.Length / 100.0;
        return Enumerable.Range(0, 100).Sum(value => Math.Pow(draws.Count(d => d == value) - expected, 2) / expected);
    }
}
