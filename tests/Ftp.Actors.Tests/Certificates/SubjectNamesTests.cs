using Ftp.Actors.Certificates.X509;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

public sealed class SubjectNamesTests
{
    [Theory]
    [InlineData("ftp.example.com", "ftp.example.com")]
    [InlineData(" FTP.Example.COM. ", "ftp.example.com")]
    [InlineData("*.example.com", "*.example.com")]
    [InlineData("*.bücher.example", "*.xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("bu\u0308cher.example", "xn--bcher-kva.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    public void Names_stand_in_a_certificate_in_one_form(string typed, string name) => Assert.Equal((name, null), (SubjectNames.Parse(typed).Value, SubjectNames.Parse(typed).Fault));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("a_b.example")]
    [InlineData("a b.example")]
    [InlineData("*")]
    [InlineData("*.com")]
    [InlineData("a.*.example.com")]
    [InlineData("f*.example.com")]
    [InlineData("**.example.com")]
    [InlineData("ftp://example.com")]
    [InlineData("example.com/")]
    [InlineData("10.1.2")]
    [InlineData("1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.1.2.3")]
    [InlineData("fe80::1%3")]
    [InlineData("a\0.example.com")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.example")]
    public void What_is_no_name_is_refused_and_told_what_is(string typed)
    {
        var fault = SubjectNames.Parse(typed).Fault;
        Assert.Contains("allowed are DNS names", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', fault!);
    }

    [Fact]
    public void The_order_stays_repetitions_go_and_there_is_one_at_least_and_a_hundred_at_most()
    {
        Assert.Equal(["b.example", "a.example"], SubjectNames.Parse(["b.example", "B.example", "a.example"]).Value);
        Assert.StartsWith("at least one name", SubjectNames.Parse([]).Fault, StringComparison.Ordinal);
        Assert.Null(SubjectNames.Parse(Enumerable.Range(0, 100).Select(i => $"h{i}.example")).Fault);
        Assert.StartsWith("at most 100 names", SubjectNames.Parse(Enumerable.Range(0, 101).Select(i => $"h{i}.example")).Fault, StringComparison.Ordinal);
    }
}
