using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Robustness;

public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_answers_452_keeps_the_old_file_and_the_session_lives()
    {
        using var folder = new TemporaryFolder();
        var mount = folder.Path("small");
        Directory.CreateDirectory(mount);
        var mounted = await Programs.RunAsync("mount", ["-t", "tmpfs", "-o", "size=8m", "none", mount]);
        Assert.SkipWhen(mounted.ExitCode != 0, "a small file system cannot be mounted here: " + mounted.Error);
        try
        {
            await using var server = await ServerProcess.StartAsync([$"ftp.storage.more-roots.small={mount}", "ftp.storage.minimum-free=0"]);
            await server.AddUserAsync("ada", "Lovelace-1815", "--description", "small disk");
            await server.CtlOkAsync("resources", "add", "small", "--source", "small:/files", "--create");
            await server.CtlOkAsync("rights", "grant", "small", "--user", "ada", "--rights", "edit");
            await using var wire = await FtpWire.LoginAsync(server.Port, "ada", "Lovelace-1815");
            await wire.ExpectAsync("TYPE I", 200);
            await wire.ExpectAsync("CWD small", 250);
            var old = Trees.Bytes(100_000, 1);
            Assert.Equal(226, (await wire.UploadAsync("STOR kept", old)).Code);
            Assert.Equal(452, (await wire.UploadAsync("STOR kept", new byte[20_000_000])).Code);
            Assert.Equal(Trees.Sum(old), Trees.Sum(await wire.DownloadAsync("RETR kept")));
            Assert.Equal(226, (await wire.UploadAsync("STOR after", old)).Code);
        }
        finally
        {
            await Programs.RunAsync("umount", ["-l", mount]);
        }
    }
}
