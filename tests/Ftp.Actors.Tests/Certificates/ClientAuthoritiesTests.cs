using Ftp.Actors.Certificates;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

public sealed class ClientAuthoritiesTests : StoreTestBase
{
    [Fact]
    public async Task The_file_is_read_when_the_setting_names_it_and_again_at_SIGHUP()
    {
        var store = StartStore();
        await ListAsync(store);
        Assert.Null(Set.ClientAuthorities);
        var file = Folder.Path("authorities.pem");
        await File.WriteAllTextAsync(file, Authority.Pem, Cancel);
        Change(s => s with { ClientCertificateAuthorities = file });
        await EventuallyAsync(() => Assert.Equal(Authority.Certificate.Thumbprint, Assert.Single(Set.ClientAuthorities!).Thumbprint));

        await File.WriteAllTextAsync(file, Authority.Pem + TestAuthority.Root("More", Start).Pem, Cancel);
        Assert.Equal($"client-certificate-authorities: {file} read, 2 certificates", Assert.Single(await RereadAsync(store)));
        Assert.Equal(2, Set.ClientAuthorities!.Count);
        await ListAsync(await RestartAsync(store));
        await EventuallyAsync(() => Assert.Equal(2, Set.ClientAuthorities?.Count));

        Change(s => s with { ClientCertificateAuthorities = "" });
        await EventuallyAsync(() => Assert.Null(Set.ClientAuthorities));
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData("nothing", "is not PEM")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "has no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA", "is cut off or garbled")]
    public async Task A_file_that_cannot_be_used_closes_the_door_and_is_told(string? content, string words)
    {
        var store = StartStore();
        var file = Folder.Path("authorities.pem");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Cancel);
        }

        Change(s => s with { ClientCertificateAuthorities = file });
        await EventuallyAsync(() => Assert.Contains(words, Alarm("client-certificate-authorities"), StringComparison.Ordinal));
        Assert.Empty(Set.ClientAuthorities!);
        Assert.Contains("no client certificate is accepted", Assert.Single(await RereadAsync(store)), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, Authority.Pem, Cancel);
        await RereadAsync(store);
        Assert.Single(Set.ClientAuthorities!);
        Assert.Null(Alarm("client-certificate-authorities"));
    }
}
