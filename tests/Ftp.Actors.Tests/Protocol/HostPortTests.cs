using System.Net;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127,0,0,1,4,1", "127.0.0.1", 1025)]
    [InlineData("192,168,1,20,195,80", "192.168.1.20", 50000)]
    [InlineData("0,0,0,0,0,0", "0.0.0.0", 0)]
    [InlineData("255,255,255,255,255,255", "255.255.255.255", 65535)]
    public void PORT_takes_six_numbers(string argument, string address, int port)
    {
        Assert.True(HostPort.TryParsePort(argument, out var endPoint));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), endPoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(",,,,,")]
    [InlineData("1,2,3,4,5")]
    [InlineData("1,2,3,4,5,6,7")]
    [InlineData("1,2,3,4,5,6,")]
    [InlineData(",1,2,3,4,5,6")]
    [InlineData("1,2,3,4,,6")]
    [InlineData("256,2,3,4,5,6")]
    [InlineData("1,2,3,256,5,6")]
    [InlineData("1,2,3,4,256,6")]
    [InlineData("1,2,3,4,5,256")]
    [InlineData("99999,2,3,4,5,6")]
    [InlineData("4294967297,2,3,4,5,6")]
    [InlineData("1,2,3,4,5,65536")]
    [InlineData("-1,2,3,4,5,6")]
    [InlineData("+1,2,3,4,5,6")]
    [InlineData("1,2,3,4,-5,6")]
    [InlineData("1,2,3,4,5,+6")]
    [InlineData("01,2,3,4,5,6")]
    [InlineData("127,0,0,01,4,1")]
    [InlineData("127,0,0,1,04,1")]
    [InlineData("00,0,0,1,4,1")]
    [InlineData("0x7f,0,0,1,4,1")]
    [InlineData("7f,0,0,1,4,1")]
    [InlineData(" 127,0,0,1,4,1")]
    [InlineData("127,0,0,1,4,1 ")]
    [InlineData("127, 0,0,1,4,1")]
    [InlineData("127,0,0,1,4,1x")]
    [InlineData("127,0,0,1,4,1\0")]
    [InlineData("127,0,0,1,4,1\t")]
    [InlineData("127.0.0.1,4,1")]
    [InlineData("127,0,0,1;4,1")]
    [InlineData("(127,0,0,1,4,1)")]
    [InlineData("1e1,0,0,1,4,1")]
    [InlineData("1.0,0,0,1,4,1")]
    [InlineData("١,0,0,1,4,1")]
    [InlineData("１,0,0,1,4,1")]
    [InlineData("|1|127.0.0.1|1025|")]
    [InlineData("127,0,0,1")]
    [InlineData("a,b,c,d,e,f")]
    public void PORT_refuses_every_other_form(string argument) => Assert.False(HostPort.TryParsePort(argument, out _));

    [Theory]
    [InlineData("|1|132.235.1.2|6275|", "132.235.1.2", 6275)]
    [InlineData("|2|1080::8:800:200C:417A|5282|", "1080::8:800:200C:417A", 5282)]
    [InlineData("|2|::1|1025|", "::1", 1025)]
    [InlineData("!1!127.0.0.1!65535!", "127.0.0.1", 65535)]
    [InlineData("#2#fe80::1#2000#", "fe80::1", 2000)]
    public void EPRT_takes_both_protocols_with_any_delimiter(string argument, string address, int port)
    {
        Assert.Equal(EprtResult.Ok, HostPort.TryParseEprt(argument, out var endPoint));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), endPoint);
    }

    [Theory]
    [InlineData("|3|127.0.0.1|1025|")]
    [InlineData("|0|127.0.0.1|1025|")]
    [InlineData("|12|whatever|1025|")]
    public void EPRT_names_a_protocol_it_does_not_know(string argument) => Assert.Equal(EprtResult.UnknownProtocol, HostPort.TryParseEprt(argument, out _));

    [Theory]
    [InlineData("")]
    [InlineData("|")]
    [InlineData("||")]
    [InlineData("||||")]
    [InlineData("|1|127.0.0.1|1025")]
    [InlineData("1|127.0.0.1|1025|")]
    [InlineData("|1|127.0.0.1|1025||")]
    [InlineData("|1|127.0.0.1|1025|x")]
    [InlineData(" |1|127.0.0.1|1025|")]
    [InlineData("|1|127.0.0.1|1025| ")]
    [InlineData("|1|127.0.0.1|65536|")]
    [InlineData("|1|127.0.0.1|-1|")]
    [InlineData("|1|127.0.0.1|+1025|")]
    [InlineData("|1|127.0.0.1|01025|")]
    [InlineData("|1|127.0.0.1| 1025|")]
    [InlineData("|1|127.0.0.1||")]
    [InlineData("|1|127.0.0.1|1025!")]
    [InlineData("|1|127.1|1025|")]
    [InlineData("|1|2130706433|1025|")]
    [InlineData("|1|0x7f.0.0.1|1025|")]
    [InlineData("|1|0177.0.0.1|1025|")]
    [InlineData("|1|127.0.0.01|1025|")]
    [InlineData("|1|127.0.0.1.|1025|")]
    [InlineData("|1|256.0.0.1|1025|")]
    [InlineData("|1|::1|1025|")]
    [InlineData("|1|::ffff:127.0.0.1|1025|")]
    [InlineData("|1|localhost|1025|")]
    [InlineData("|1||1025|")]
    [InlineData("|2|127.0.0.1|1025|")]
    [InlineData("|2|::ffff:127.0.0.1|1025|")]
    [InlineData("|2|::ffff:7f00:1|1025|")]
    [InlineData("|2|[::1]|1025|")]
    [InlineData("|2|fe80::1%eth0|1025|")]
    [InlineData("|2|fe80::1%1|1025|")]
    [InlineData("|2|::1/128|1025|")]
    [InlineData("|2|:::1|1025|")]
    [InlineData("|2|12345::1|1025|")]
    [InlineData("|2| ::1|1025|")]
    [InlineData("|2||1025|")]
    [InlineData("|01|127.0.0.1|1025|")]
    [InlineData("|-1|127.0.0.1|1025|")]
    [InlineData("|x|127.0.0.1|1025|")]
    [InlineData("|99999|127.0.0.1|1025|")]
    [InlineData("11112711025")]
    [InlineData("\u00a61\u00a6127.0.0.1\u00a61025\u00a6")]
    [InlineData("127,0,0,1,4,1")]
    public void EPRT_refuses_every_other_form(string argument) => Assert.Equal(EprtResult.Syntax, HostPort.TryParseEprt(argument, out _));

    [Theory]
    [InlineData("", true, EpsvRequest.Any)]
    [InlineData("1", true, EpsvRequest.IPv4)]
    [InlineData("2", true, EpsvRequest.IPv6)]
    [InlineData("ALL", true, EpsvRequest.All)]
    [InlineData("all", true, EpsvRequest.All)]
    [InlineData("3", false, EpsvRequest.UnknownProtocol)]
    [InlineData("0", false, EpsvRequest.UnknownProtocol)]
    [InlineData("-1", false, EpsvRequest.Syntax)]
    [InlineData("01", false, EpsvRequest.Syntax)]
    [InlineData("ALL ", false, EpsvRequest.Syntax)]
    [InlineData("x", false, EpsvRequest.Syntax)]
    public void EPSV_takes_nothing_a_protocol_or_ALL(string argument, bool good, EpsvRequest request)
    {
        Assert.Equal(good, HostPort.TryParseEpsv(argument, out var parsed));
        Assert.Equal(request, parsed);
    }

    [Fact]
    public void What_227_and_229_tell_can_be_read_back()
    {
        foreach (var port in new[] { 1, 255, 256, 50000, 65535 })
        {
            var endPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), port);
            Assert.True(HostPort.TryParsePort(HostPort.FormatPasv(endPoint), out var read));
            Assert.Equal(endPoint, read);
        }

        Assert.Equal("127,0,0,1,195,80", HostPort.FormatPasv(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 50000)));
        Assert.Equal("(|||50000|)", HostPort.FormatEpsv(50000));
        Assert.Throws<ArgumentException>(() => HostPort.FormatPasv(new IPEndPoint(IPAddress.IPv6Loopback, 50000)));
    }
}
