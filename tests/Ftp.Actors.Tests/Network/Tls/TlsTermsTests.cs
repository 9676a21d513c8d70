using System.Collections.Immutable;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

public sealed class TlsTermsTests
{
    private static readonly CertificateSet Set = new(new[]
    {
        Identity("auto", false, "ftp.example.com", "192.0.2.1"), Identity("shop", false, "shop.example.com", "*.shop.example.com"), Identity("zoo", false, "shop.example.com"),
    }.ToImmutableDictionary(i => i.Name));

    [Theory]
    [InlineData(null, "auto")]
    [InlineData("", "auto")]
    [InlineData("ftp.example.com", "auto")]
    [InlineData("shop.example.com", "shop")]
    [InlineData("SHOP.Example.COM", "shop")]
    [InlineData("shop.example.com.", "shop")]
    [InlineData("a.shop.example.com", "shop")]
    [InlineData("a.b.shop.example.com", "auto")]
    [InlineData(".shop.example.com", "auto")]
    [InlineData("*.shop.example.com", "shop")]
    [InlineData("nobody.example.com", "auto")]
    [InlineData("192.0.2.1", "auto")]
    public void A_name_chooses_its_certificate_and_everything_else_the_chosen_one(string? name, string expected) =>
        Assert.Equal(expected, TlsTerms.Of(new ServerSettings(), Set).Select(name)?.Name);

    [Fact]
    public void A_certificate_that_has_run_out_serves_no_name_but_the_chosen_one_serves_on()
    {
        var terms = TlsTerms.Of(new ServerSettings(), Set, new Later());
        Assert.Equal("auto", terms.Select("shop.example.com")?.Name);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("missing")]
    public void Without_a_chosen_certificate_there_is_none_for_anybody(string chosen)
    {
        var terms = TlsTerms.Of(new ServerSettings { Certificate = chosen }, Set);
        Assert.Null(terms.Select("shop.example.com"));
        Assert.Null(terms.Select(null));
    }

    [Fact]
    public void The_rest_comes_from_the_settings()
    {
        var set = Set with { ClientAuthorities = [] };
        var terms = TlsTerms.Of(new ServerSettings { TlsMinimum = TlsVersion.Tls13, ClientCertificates = ClientCertificates.Required }, set);
        Assert.Equal((TlsVersion.Tls13, ClientCertificates.Required), (terms.Minimum, terms.ClientCertificates));
        Assert.Same(set.ClientAuthorities, terms.ClientAuthorities);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(3);
    }
}
