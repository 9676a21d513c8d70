using System.Globalization;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Durability;

/// <summary>The system calls of one upload, as the kernel saw them: the bytes are on the disk before the name, the name before the reply.</summary>
public sealed class PublishOrderTests(SharedServer shared)
{
    [Fact]
    public async Task An_upload_is_fsynced_renamed_its_folder_fsynced_and_then_answered()
    {
        using var folder = new TemporaryFolder();
        await using var wire = await FtpWire.LoginAsync(shared.Server.Port, SharedServer.Login, SharedServer.Password);
        await wire.ExpectAsync("TYPE I", 200);
        using var strace = Programs.Start(
            "strace", ["-f", "-s", "64", "-e", "trace=fsync,fdatasync,renameat2,sendto,sendmsg,write", "-o", folder.Path("trace"), "-p", shared.Server.Pid.ToString(CultureInfo.InvariantCulture)]);
        var attached = await strace.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        Assert.SkipWhen(attached.Contains("not permitted", StringComparison.Ordinal), "strace may not attach here: " + attached);
        Assert.Equal(226, (await wire.UploadAsync("STOR traced", Trees.Bytes(100_000))).Code);
        using (Programs.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await strace.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var calls = await File.ReadAllLinesAsync(folder.Path("trace"), TestContext.Current.CancellationToken);
        var rename = Array.FindIndex(calls, c => c.Contains("renameat2(", StringComparison.Ordinal) && c.Contains("traced", StringComparison.Ordinal));
        var reply = Array.FindIndex(calls, c => c.Contains("226 ", StringComparison.Ordinal));
        Assert.InRange(rename, 1, calls.Length);
        Assert.Contains(calls[..rename], IsSync);
        Assert.Contains(calls[(rename + 1)..reply], IsSync);
    }

    private static bool IsSync(string call) => call.Contains("fsync(", StringComparison.Ordinal) || call.Contains("fsync resumed", StringComparison.Ordinal);
}
