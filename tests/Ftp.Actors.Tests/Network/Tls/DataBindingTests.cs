using System.Security.Authentication;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary>A data connection belongs to its control connection, by each policy (docs/threat-model.md).</summary>
public sealed class DataBindingTests
{
    public static TheoryData<SslProtocols, TlsVersion> Versions => new()
    {
        { SslProtocols.Tls12, TlsVersion.Tls12 },
        { SslProtocols.Tls13, TlsVersion.Tls12 },
        { SslProtocols.Tls13, TlsVersion.Tls13 },
    };

    [Fact]
    public void This_machine_can_tell_sessions_apart()
    {
        Assert.Null(TlsSupport.Why);
        Assert.Equal(DataBinding.SameSession, TlsSupport.Strictest);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_session_of_the_control_connection_is_resumed_and_accepted_by_every_policy(SslProtocols protocols, TlsVersion minimum)
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity(), minimum), Client(protocols, host));
        Assert.Equal(protocols == SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2", session.Facts.Protocol);
        foreach (var binding in Enum.GetValues<DataBinding>())
        {
            for (var i = 0; i < 3; i++)
            {
                await PassesAsync(session, binding, Client(protocols, host, "ftp-data"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_new_session_is_refused_where_one_must_be_resumed_and_gets_no_byte(SslProtocols protocols, TlsVersion minimum)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity(), minimum), Client(protocols, NewHost()));
        foreach (var binding in (DataBinding[])[DataBinding.Resumed, DataBinding.SameSession])
        {
            var failure = await Assert.ThrowsAsync<TlsFailedException>(() => session.DataAsync(binding, Client(protocols, NewHost())));
            Assert.True(failure.NotBound);
            Assert.Contains("resumes no TLS session", failure.Message, StringComparison.Ordinal);
        }

        await PassesAsync(session, DataBinding.Address, Client(protocols, NewHost()));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_ticket_of_another_session_is_refused_by_same_session_alone(SslProtocols protocols, TlsVersion minimum)
    {
        var identity = Identity();
        var (mine, theirs) = (NewHost(), NewHost());
        await using var victim = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, mine));
        await using var thief = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, theirs));
        await PassesAsync(thief, DataBinding.SameSession, Client(protocols, theirs));
        // it is the token that will refuse, not the ticket
        await PassesAsync(victim, DataBinding.Resumed, Client(protocols, theirs));
        // a ticket of TLS 1.3 serves once
        await using var again = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, theirs));
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => victim.DataAsync(DataBinding.SameSession, Client(protocols, theirs)));
        Assert.True(failure.NotBound);
        Assert.Contains("another TLS session", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>curl and lftp keep tickets by host: a second control connection resumes the first one's session, and data connections come with either's ticket.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_control_connection_that_resumed_a_session_is_of_its_family(SslProtocols protocols, TlsVersion minimum)
    {
        var identity = Identity();
        var host = NewHost();
        await using var first = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, host));
        await using var second = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, host));
        foreach (var session in (TlsSession[])[first, second, first])
        {
            await PassesAsync(session, DataBinding.SameSession, Client(protocols, host));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Where_OpenSSL_cannot_be_asked_same_session_means_resumed(SslProtocols protocols, TlsVersion minimum)
    {
        var engine = new TlsEngine(null);
        Assert.Equal(DataBinding.Resumed, engine.Strictest);
        var identity = Identity();
        var (mine, theirs) = (NewHost(), NewHost());
        await using var one = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, mine), engine);
        await using var other = await TlsSession.StartAsync(Terms(identity, minimum), Client(protocols, theirs), engine);
        foreach (var host in (string[])[mine, theirs])
        {
            await PassesAsync(one, DataBinding.SameSession, Client(protocols, host));
        }

        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => one.DataAsync(DataBinding.SameSession, Client(protocols, NewHost())));
        Assert.True(failure.NotBound);
    }

    /// <summary>A session pins its certificate; the same one made anew, after a rotation there and back, still takes its tickets.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_rotation_there_and_back_keeps_sessions_bound(SslProtocols protocols, TlsVersion minimum)
    {
        using var certificate = Reread(SelfSigned("auto"));
        var host = NewHost();
        TlsIdentity Made() => new("auto", [], System.Net.Security.SslStreamCertificateContext.Create(certificate, null, offline: true));
        await using var before = await TlsSession.StartAsync(Terms(Made(), minimum), Client(protocols, host));
        await using var meanwhile = await TlsSession.StartAsync(Terms(Identity(), minimum), Client(protocols, NewHost()));
        await using var after = await TlsSession.StartAsync(Terms(Made(), minimum), Client(protocols, NewHost()));
        foreach (var session in (TlsSession[])[before, before])
        {
            await PassesAsync(session, DataBinding.SameSession, Client(protocols, host));
        }
    }

    /// <summary>A byte must cross: with TLS 1.3 a client uses a ticket once, and the next one comes with the first byte.</summary>
    private static async Task PassesAsync(TlsSession session, DataBinding binding, System.Net.Security.SslClientAuthenticationOptions options)
    {
        await using var data = await session.DataAsync(binding, options);
        await data.Server.WriteAsync("data"u8.ToArray(), Cancel);
        Assert.Equal("data", await data.Client.ReadTextAsync(4));
    }
}
