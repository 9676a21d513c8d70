using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

public sealed class ClientCertificateTests
{
    public static TheoryData<SslProtocols> Versions => [SslProtocols.Tls12, SslProtocols.Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_the_client_shows_is_told_also_when_it_resumes(SslProtocols protocols)
    {
        using var ada = Reread(SelfSigned("ada"));
        var terms = Terms(Identity(), clients: ClientCertificates.Asked);
        var options = With(Client(protocols, NewHost()), ada);
        for (var i = 0; i < 3; i++)
        {
            await using var session = await TlsSession.StartAsync(terms, options);
            Assert.Equal(new ClientCertificate(Fingerprints.Of(ada), "CN=ada", new DateTimeOffset(ada.NotAfter).ToUniversalTime()), session.Facts.Client);
            await using var data = await session.DataAsync(DataBinding.SameSession, options);
            await data.Server.WriteAsync(new byte[1], Cancel);
            await data.Client.ReadTextAsync(1);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Nobody_is_asked_while_it_is_off_and_nobody_must_answer_while_it_is_asked(SslProtocols protocols)
    {
        using var ada = Reread(SelfSigned("ada"));
        var identity = Identity();
        await using var off = await TlsSession.StartAsync(Terms(identity), With(Client(protocols, NewHost()), ada));
        Assert.Null(off.Facts.Client);
        await using var asked = await TlsSession.StartAsync(Terms(identity, clients: ClientCertificates.Asked), Client(protocols, NewHost()));
        Assert.Null(asked.Facts.Client);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Where_one_is_required_none_ends_the_handshake_also_with_the_ticket_of_a_session_without(SslProtocols protocols)
    {
        var identity = Identity();
        var host = NewHost();
        await using (await TlsSession.StartAsync(Terms(identity), Client(protocols, host)))
        {
        }

        foreach (var client in (string[])[host, NewHost()])
        {
            var failure = await Assert.ThrowsAsync<TlsFailedException>(() => TlsSession.StartAsync(Terms(identity, clients: ClientCertificates.Required), Client(protocols, client)));
            Assert.Equal("the client showed no certificate", failure.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_certificate_that_is_not_valid_now_is_refused(SslProtocols protocols)
    {
        var now = DateTimeOffset.UtcNow;
        using var old = Reread(SelfSigned("old", from: now.AddYears(-2), until: now.AddDays(-1)));
        using var early = Reread(SelfSigned("early", from: now.AddDays(2), until: now.AddDays(9)));
        foreach (var (shown, why) in new[] { (old, "CN=old expired on"), (early, "CN=early is not valid before") })
        {
            var failure = await Assert.ThrowsAsync<TlsFailedException>(() => TlsSession.StartAsync(Terms(Identity(), clients: ClientCertificates.Asked), With(Client(protocols), shown)));
            Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A resumed handshake brings no certificates between the client's and the authority's.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task It_must_lead_to_the_authorities_also_over_others_and_also_when_it_resumes(SslProtocols protocols)
    {
        using var pki = new SmallPki();
        using var stranger = Reread(SelfSigned("stranger"));
        var terms = Terms(Identity(), clients: ClientCertificates.Required, authorities: [pki.Root]);
        var options = Client(protocols, NewHost());
        options.ClientCertificateContext = SslStreamCertificateContext.Create(pki.Client, [pki.Between], offline: true);
        for (var i = 0; i < 2; i++)
        {
            await using var session = await TlsSession.StartAsync(terms, options);
            Assert.Equal("CN=client", session.Facts.Client?.Subject);
            await using var data = await session.DataAsync(DataBinding.SameSession, options);
        }

        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => TlsSession.StartAsync(terms, With(Client(protocols), stranger)));
        Assert.Contains("does not lead to the client authorities", failure.Message, StringComparison.Ordinal);
        using var other = new SmallPki();
        failure = await Assert.ThrowsAsync<TlsFailedException>(() => TlsSession.StartAsync(terms with { ClientAuthorities = [other.Root] }, options));
        Assert.Contains("does not lead to the client authorities", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>With the policy <c>address</c> the data connection's handshake stands alone.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Where_one_is_required_a_data_connection_must_show_the_same(SslProtocols protocols)
    {
        using var ada = Reread(SelfSigned("ada"));
        using var eve = Reread(SelfSigned("eve"));
        await using var session = await TlsSession.StartAsync(Terms(Identity(), clients: ClientCertificates.Required), With(Client(protocols, NewHost()), ada));
        await using (await session.DataAsync(DataBinding.Address, With(Client(protocols, NewHost()), ada)))
        {
        }

        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => session.DataAsync(DataBinding.Address, With(Client(protocols, NewHost()), eve)));
        Assert.True(failure.NotBound);
        await Assert.ThrowsAsync<TlsFailedException>(() => session.DataAsync(DataBinding.Address, Client(protocols, NewHost())));
    }

    private static SslClientAuthenticationOptions With(SslClientAuthenticationOptions options, X509Certificate2 certificate)
    {
        options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        return options;
    }

    /// <summary>An authority, one below it, and a client's certificate.</summary>
    private sealed class SmallPki : IDisposable
    {
        public SmallPki()
        {
            var now = DateTimeOffset.UtcNow;
            using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var betweenKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = Request("root", rootKey);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            Root = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(2));
            request = Request("between", betweenKey);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var between = request.Create(Root, now.AddDays(-1), now.AddYears(1), [1]);
            Between = between.CopyWithPrivateKey(betweenKey);
            using var client = Request("client", clientKey).Create(Between, now.AddDays(-1), now.AddMonths(6), [2]);
            using var keyed = client.CopyWithPrivateKey(clientKey);
            Client = Reread(keyed);
        }

        public X509Certificate2 Root { get; }
        public X509Certificate2 Between { get; }
        public X509Certificate2 Client { get; }

        public void Dispose()
        {
            Root.Dispose();
            Between.Dispose();
            Client.Dispose();
        }
    }
}
