using System.Collections.Frozen;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Linux;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

public sealed class MountTests
{
    [Fact]
    public void Network_file_systems_are_found_in_the_kernel_s_table()
    {
        var table = """
            22 28 0:20 / /proc rw,nosuid - proc proc rw
            28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            90 28 0:50 / /srv/files/my\040scans\134 rw shared:2 master:3 - nfs4 nas:/scans rw
            91 28 0:51 / /srv/files/s3 rw - fuse.s3fs s3fs rw
            92 28 0:52 /x /srv/files/homes/ada rw - zfs tank/ada rw
            broken

            """u8;
        Assert.Equal([@"/srv/files/my scans\", "/srv/files/s3"], MountsBelow.Paths(table, MountsBelow.NetworkTypes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_network_mount_below_a_root_is_not_entered_and_others_are(bool network)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts of Linux");
        await using var s = await StartAsync();
        var mount = Directory.CreateDirectory(s.Real("homes/ada")).FullName;
        Assert.SkipUnless(await TryRunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount) == 0, "mounting is not permitted here");
        try
        {
            s.Write("homes/bob/a", "a");
            s.Write("homes/ada/a", "a");
            Directory.CreateSymbolicLink(s.Real("way"), "homes/ada");
            Directory.CreateSymbolicLink(s.Real("other"), "homes/bob");
            await s.RestartAsync(new LinuxPlatform(network ? FrozenSet.Create("tmpfs") : null));

            Assert.Equal("a", (await s.RetrieveAsync("/homes/bob/a")).Value);
            Assert.Equal("a", (await s.RetrieveAsync("/other/a")).Value);
            var expected = network ? StorageError.Outside : StorageError.None;
            Assert.Equal(expected, (await s.RetrieveAsync("/homes/ada/a")).Error);
            Assert.Equal(expected, (await s.RetrieveAsync("/way/a")).Error);
            Assert.Equal(expected, (await s.StatAsync("/homes/ada")).Error);
            Assert.Equal(expected, await s.OpenErrorAsync(Request("/homes/ada/b")));
            Assert.Equal(expected, await s.OpenErrorAsync(Request("/way/b")));
            Assert.Equal(expected, (await s.Storage.StatAsync(Place("/a", "homes/ada"), Ada, Anything, false, Cancel)).Error);
            Assert.Equal(network ? ["bob"] : ["ada", "bob"], (await s.ListAsync("/homes")).Select(f => f.Name).Order(StringComparer.Ordinal));

            var source = await s.Storage.StatSourceAsync(new DirectorySource("", FtpPath.Parse("homes/ada")), Cancel);
            var made = await s.Storage.EnsureSourceAsync(new DirectorySource("", FtpPath.Parse("homes/ada/new")), 0x1E8, Cancel);
            Assert.Equal((expected, expected), (source.Error, made.Error));
            if (network)
                Assert.All([source.Detail, made.Detail], detail => Assert.Contains("more-roots", detail, StringComparison.Ordinal));
            Assert.Equal(!network, s.Has("homes/ada/new"));
        }
        finally
        {
            await RunAsync("umount", "-l", mount);
        }
    }

    [Fact]
    public async Task Unprotected_hard_links_are_spoken_of()
    {
        await using var s = new StorageFixture();
        var setting = Path.Combine(s.Outside, "protected_hardlinks");
        await File.WriteAllTextAsync(setting, "0\n", Cancel);
        Assert.Contains("sysctl", LinuxPlatform.HardLinks(setting), StringComparison.Ordinal);
        await File.WriteAllTextAsync(setting, "1\n", Cancel);
        Assert.Null(LinuxPlatform.HardLinks(setting));
        Assert.Null(LinuxPlatform.HardLinks(setting + "-none"));
    }
}
