using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

/// <summary>Files that somebody else renews, as certbot lays them out: <c>live/</c> has links to <c>archive/</c>.</summary>
public sealed class WatchTests : StoreTestBase
{
    private int _version;

    private string Certificate => Folder.Path("live", "fullchain.pem");

    private string Key => Folder.Path("live", "privkey.pem");

    private CertificateCommands.Watch WatchFtp => new("ftp", Certificate, Key, TestNode.Ada);

    [Fact]
    public async Task A_pair_is_read_at_once_and_copied_so_that_it_serves_without_its_files()
    {
        var first = Renew();
        var store = StartStore();
        var info = await DoneAsync(store, WatchFtp);
        Assert.Equal((CertificateKind.Watched, Certificate, Key, Fingerprint(first)), (info.Kind, info.CertificatePath, info.KeyPath, info.Fingerprint));
        Assert.Equal(first.Pem + Authority.Pem, info.Pem);

        Directory.Delete(Folder.Path("live"), recursive: true);
        var again = await RestartAsync(store);
        await EventuallyAsync(() => Assert.Contains($"{Certificate} does not exist", Alarm("certificate:ftp"), StringComparison.Ordinal));
        Assert.Equal(Fingerprint(first), Fingerprint(Set.ByName["ftp"]));
        Assert.Contains("the files it watches were not taken, the last good ones serve", (await GetAsync(again, "ftp"))!.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewal_by_links_is_taken_and_an_identity_in_use_stays_as_it_was()
    {
        Renew();
        var store = StartStore();
        await DoneAsync(store, WatchFtp);
        var old = Set.ByName["ftp"];
        var second = Renew();
        await EventuallyAsync(() => Assert.Equal(Fingerprint(second), Fingerprint(Set.ByName["ftp"])));
        Assert.True(old.Certificate.HasPrivateKey);
        Assert.NotEqual(Fingerprint(second), Fingerprint(old));
        Assert.Equal(["TW1:ftp", "TN1:ftp"], Store.Rows("certificates").Select(r => r.Manifest));
        Assert.Equal("watch", (await GetAsync(store, "ftp"))!.ChangedBy);
        Assert.Single(KeyFiles);
        Assert.Contains("took the new content", Assert.Single(Logged("certificate.renewed")), StringComparison.Ordinal);

        await ListAsync(await RestartAsync(store));
        Assert.Equal(Fingerprint(second), Fingerprint(Set.ByName["ftp"]));
    }

    [Fact]
    public async Task A_renewal_that_keeps_every_date_and_size_is_seen_too()
    {
        var store = StartStore();
        Renew();
        await DoneAsync(store, WatchFtp);
        var other = Authority.Issue();
        var times = (File.GetLastWriteTimeUtc(Certificate), File.GetLastWriteTimeUtc(Key));
        await File.WriteAllTextAsync(Key, other.KeyPem, Cancel);
        await File.WriteAllTextAsync(Certificate, other.Pem, Cancel);
        File.SetLastWriteTimeUtc(Certificate, times.Item1);
        File.SetLastWriteTimeUtc(Key, times.Item2);
        await EventuallyAsync(() => Assert.Equal(Fingerprint(other), Fingerprint(Set.ByName["ftp"])));
    }

    [Fact]
    public async Task A_pair_that_does_not_fit_leaves_the_last_good_one_is_told_once_and_recovers_by_itself()
    {
        var first = Renew();
        var store = StartStore();
        await DoneAsync(store, WatchFtp);
        var second = Authority.Issue();
        await File.WriteAllTextAsync(Certificate, second.Pem, Cancel);
        await EventuallyAsync(() => Assert.Contains("the key does not belong to the certificate", Alarm("certificate:ftp"), StringComparison.Ordinal));
        Assert.Equal(Fingerprint(first), Fingerprint(Set.ByName["ftp"]));
        Assert.Equal(CertificateUse.ByName, (await GetAsync(store, "ftp"))!.Use);
        var looks = Clock.Looks;
        await EventuallyAsync(() => Assert.True(Clock.Looks > looks + 10));
        Assert.Single(Logged("certificate.watch-refused"));

        await File.WriteAllTextAsync(Key, "half", Cancel);
        await EventuallyAsync(() => Assert.Equal(2, Logged("certificate.watch-refused").Count()));
        await File.WriteAllTextAsync(Key, second.KeyPem, Cancel);
        await EventuallyAsync(() => Assert.Equal(Fingerprint(second), Fingerprint(Set.ByName["ftp"])));
        await EventuallyAsync(() => Assert.Null(Alarm("certificate:ftp")));
        Assert.Null((await GetAsync(store, "ftp"))!.Trouble);
    }

    [Fact]
    public async Task The_old_content_coming_back_ends_the_trouble_without_an_event()
    {
        Renew();
        var store = StartStore();
        await DoneAsync(store, WatchFtp);
        var good = await File.ReadAllTextAsync(Certificate, Cancel);
        await File.WriteAllTextAsync(Certificate, good[..(good.Length / 2)], Cancel);
        await EventuallyAsync(() => Assert.NotNull(Alarm("certificate:ftp")));
        await File.WriteAllTextAsync(Certificate, good, Cancel);
        await EventuallyAsync(() => Assert.Null(Alarm("certificate:ftp")));
        Assert.Single(Store.Rows("certificates"));
        Assert.Single(Logged("certificate.watch-recovered"));
    }

    [Fact]
    public async Task Renewals_whose_two_files_change_one_after_the_other_always_end_with_the_new_pair()
    {
        Renew();
        var store = StartStore();
        await DoneAsync(store, WatchFtp);
        for (var i = 0; i < 20; i++)
        {
            var next = Authority.Issue();
            // in the middle of either file, and with either file first
            foreach (var (path, text) in i % 2 == 0 ? ((string, string)[])[(Certificate, next.Pem), (Key, next.KeyPem)] : [(Key, next.KeyPem), (Certificate, next.Pem)])
            {
                await File.WriteAllTextAsync(path, text[..(text.Length / 3)], Cancel);
                await File.WriteAllTextAsync(path, text, Cancel);
            }

            await EventuallyAsync(() => Assert.Equal(Fingerprint(next), Fingerprint(Set.ByName["ftp"])));
            Assert.True(Set.ByName["ftp"].Certificate.HasPrivateKey);
        }
    }

    [Fact]
    public async Task SIGHUP_says_what_became_of_each_pair()
    {
        var first = Renew();
        var store = StartStore();
        Assert.Empty(await RereadAsync(store));
        await DoneAsync(store, WatchFtp);
        Assert.Contains($"certificate 'ftp' ({Certificate}): unchanged; ftp.example.com, valid until 2026-08-30 12:00 UTC, SHA-256 {Fingerprints.Show(Fingerprint(first))}", await RereadAsync(store));

        await File.WriteAllTextAsync(Key, "", Cancel);
        Assert.Contains("not taken, the last good ones serve: the key is not PEM", Assert.Single(await RereadAsync(store)), StringComparison.Ordinal);
        Assert.NotNull(Alarm("certificate:ftp"));
        var second = Renew();
        // the timer may have come first
        Assert.Contains(Fingerprints.Show(Fingerprint(second)), Assert.Single(await RereadAsync(store)), StringComparison.Ordinal);
        Assert.Equal(Fingerprint(second), Fingerprint(Set.ByName["ftp"]));
    }

    [Fact]
    public async Task Paths_are_absolute_and_what_is_there_must_fit_and_be_a_file_of_sane_size()
    {
        var store = StartStore();
        Assert.Contains("must be absolute, not 'cert.pem'", await WhyAsync("cert.pem", Key), StringComparison.Ordinal);
        Assert.Contains("no control characters", await WhyAsync("/a\nb", Key), StringComparison.Ordinal);
        Assert.Equal($"{Certificate} does not exist", await WhyAsync(Certificate, Key));
        Renew();
        Assert.Contains("the key does not belong", await WhyAsync(Certificate, Write("other.pem", Authority.Issue().KeyPem)), StringComparison.Ordinal);
        Assert.Equal($"{Folder.Root} is a folder", await WhyAsync(Folder.Root, Key));
        Assert.Equal("/dev/zero is larger than 1048576 bytes", await WhyAsync("/dev/zero", Key));
        var pipe = Folder.Path("pipe");
        (await Ftp.Testing.Processes.Programs.RunAsync("mkfifo", [pipe])).Expect("mkfifo");
        Assert.Equal($"{pipe} is no regular file", await WhyAsync(pipe, Key));
        Assert.Equal("the key is encrypted: give its password (--password-stdin)", await WhyAsync(Certificate, Write("encrypted.pem", Encrypted())));
        Assert.Empty(Store.Rows("certificates"));
        Assert.Empty(KeyFiles);

        async Task<string> WhyAsync(string certificate, string key) => (await RefusedAsync(store, new CertificateCommands.Watch("ftp", certificate, key, TestNode.Ada))).Message;
    }

    [Fact]
    public async Task The_paths_of_a_watched_one_can_be_changed_and_another_kind_is_not_overwritten()
    {
        Renew();
        var store = StartStore();
        await DoneAsync(store, Create("made"));
        Assert.Equal(RefusalKind.AlreadyExists, (await RefusedAsync(store, WatchFtp with { Name = "made" })).Kind);
        await DoneAsync(store, WatchFtp);
        Assert.False(Assert.IsType<CertificateAnswer.Done>(await TellAsync(store, WatchFtp)).Changed);
        var elsewhere = Authority.Issue();
        var moved = await DoneAsync(store, new CertificateCommands.Watch("ftp", Write("c.pem", elsewhere.Pem), Write("k.pem", elsewhere.KeyPem), TestNode.Ada));
        Assert.Equal((Folder.Path("c.pem"), Fingerprint(elsewhere)), (moved.CertificatePath, moved.Fingerprint));
        // the old files are looked at no more
        Renew();
        var looks = Clock.Looks;
        await EventuallyAsync(() => Assert.True(Clock.Looks > looks + 10));
        Assert.Equal(Fingerprint(elsewhere), Fingerprint(Set.ByName["ftp"]));

        Assert.IsType<CertificateAnswer.Done>(await TellAsync(store, Remove("ftp")));
        Assert.True(File.Exists(Folder.Path("c.pem")) && File.Exists(Folder.Path("k.pem")));
    }

    [Fact]
    public async Task A_journal_that_fails_at_a_renewal_does_not_lose_it()
    {
        Renew();
        var store = StartStore(TimeSpan.FromMilliseconds(500));
        await DoneAsync(store, WatchFtp);
        Store.Mood = JournalMood.Fails;
        var second = Renew();
        await EventuallyAsync(() => Assert.NotNull(Alarm("journal:certificates")));
        Store.Mood = JournalMood.Works;
        await EventuallyAsync(() => Assert.Equal(Fingerprint(second), Fingerprint(Set.ByName["ftp"])));
        await EventuallyAsync(() => Assert.Single(KeyFiles));
    }

    private static string Encrypted() => Authority.Issue().Key.ExportEncryptedPkcs8PrivateKeyPem(
        "x", new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000));

    private string Write(string name, string text)
    {
        File.WriteAllText(Folder.Path(name), text);
        return Folder.Path(name);
    }

    /// <summary>As certbot does it: new files in the archive, then the links one after the other.</summary>
    private Issued Renew()
    {
        var issued = Authority.Issue();
        Directory.CreateDirectory(Folder.Path("archive"));
        Directory.CreateDirectory(Folder.Path("live"));
        _version++;
        Flip(Key, Write($"archive/privkey{_version}.pem", issued.KeyPem));
        Flip(Certificate, Write($"archive/fullchain{_version}.pem", issued.Pem + Authority.Pem));
        return issued;
    }

    private static void Flip(string link, string target)
    {
        File.CreateSymbolicLink(link + ".new", target);
        File.Move(link + ".new", link, overwrite: true);
    }

    private static string Fingerprint(Issued issued) => Fingerprints.Of(issued.Certificate);

    private static string Fingerprint(TlsIdentity identity) => Fingerprints.Of(identity.Certificate);
}
