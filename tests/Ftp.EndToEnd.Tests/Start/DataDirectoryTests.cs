using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Ftp.Host.Start;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

/// <summary>Alone: a process that another test starts holds, between fork and exec, a copy of every file of this one, its lock too.</summary>
[CollectionDefinition(nameof(DataDirectoryTests), DisableParallelization = true)]
[Collection(nameof(DataDirectoryTests))]
[UnsupportedOSPlatform("windows")]
public sealed class DataDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _here = Directory.CreateTempSubdirectory("ftp-data-");

    private string Data => Path.Combine(_here.FullName, "data");

    private string Files => Path.Combine(Data, "files");

    public void Dispose() => _here.Delete(recursive: true);

    [Fact]
    public void It_is_new_until_a_first_start_was_finished()
    {
        using (var first = Open())
        {
            Assert.True(first.IsNew);
        }

        using (var cutOff = Open())
        {
            Assert.True(cutOff.IsNew);
            cutOff.FirstStartIsDone();
        }

        using var later = Open();
        Assert.False(later.IsNew);
        Assert.Null(later.Backup);
    }

    [Fact]
    public void Its_lock_has_one_holder_and_says_who()
    {
        using (Open())
        {
            var second = DataDirectory.Open(Data, Files, DataFormat.Present, TimeProvider.System);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"pid {Environment.ProcessId}"), second.Fault, StringComparison.Ordinal);
        }

        Open().Dispose();
    }

    [Fact]
    public void Who_only_looks_at_the_lock_does_not_fail_a_start()
    {
        Directory.CreateDirectory(Data);
        var path = Path.Combine(Data, DataDirectory.LockName);
        var looking = Native.OpenOwn(path);
        Assert.Equal(0, Native.Lock(looking, Native.LockSharedNow));
        // two may look at a time
        Assert.False(DirectoryLock.IsHeld(path));
        using var taken = DirectoryLock.TryTake(path, pause: looking.Dispose);
        Assert.NotNull(taken);
        Assert.True(DirectoryLock.IsHeld(path));
    }

    [Fact]
    public void Others_lose_their_access()
    {
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        using var opened = Open();
        Assert.Equal(DataDirectory.OwnerOnly, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void A_directory_shared_by_everybody_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(Data);
        var mode = DataDirectory.OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;
        File.SetUnixFileMode(Data, mode);
        var opened = DataDirectory.Open(Data, Files, DataFormat.Present, TimeProvider.System);
        Assert.Contains("shared by everybody", opened.Fault, StringComparison.Ordinal);
        Assert.Equal(mode, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void Older_data_are_copied_and_brought_up_to_date_step_by_step()
    {
        using (var first = Open())
        {
            first.FirstStartIsDone();
        }

        File.WriteAllText(Path.Combine(Data, "ftp.db"), "old");
        Directory.CreateDirectory(Files);
        File.WriteAllText(Path.Combine(Files, "large"), "stored");
        File.WriteAllText(Path.Combine(Data, ".key"), "hidden");
        File.WriteAllText(Path.Combine(Data, "key"), "read-only");
        File.SetUnixFileMode(Path.Combine(Data, "key"), UnixFileMode.UserRead);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Data, "ctl.sock")));
        var steps = new List<string>();
        var format = new DataFormat(3, new Dictionary<int, Action<string>> { [1] = Step("1>2"), [2] = Step("2>3") });

        using var opened = DataDirectory.Open(Data, Files, format, TimeProvider.System).Value;

        Assert.Equal(["1>2", "2>3"], steps);
        Assert.Equal("2>3", File.ReadAllText(Path.Combine(Data, "ftp.db")));
        Assert.Equal("3\n", File.ReadAllText(Path.Combine(Data, "format")));
        Assert.Equal("old", File.ReadAllText(Path.Combine(opened.Backup!, "ftp.db")));
        Assert.Equal("1\n", File.ReadAllText(Path.Combine(opened.Backup!, "format")));
        Assert.Equal([".key", "format", "ftp.db", "key"], Directory.EnumerateFileSystemEntries(opened.Backup!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("read-only", File.ReadAllText(Path.Combine(opened.Backup!, "key")));

        Action<string> Step(string name) => directory =>
        {
            steps.Add(name);
            File.WriteAllText(Path.Combine(directory, "ftp.db"), name);
        };
    }

    [Fact]
    public void A_migration_that_was_cut_off_goes_on_where_it_was()
    {
        using (var first = Open())
        {
            first.FirstStartIsDone();
        }

        var broken = new DataFormat(3, new Dictionary<int, Action<string>> { [1] = _ => { }, [2] = _ => throw new IOException("disk full") });
        Assert.Contains("disk full", DataDirectory.Open(Data, Files, broken, TimeProvider.System).Fault, StringComparison.Ordinal);
        var mended = new DataFormat(3, new Dictionary<int, Action<string>> { [1] = _ => throw new InvalidOperationException("again"), [2] = _ => { } });
        using var opened = DataDirectory.Open(Data, Files, mended, TimeProvider.System).Value;
        Assert.Equal(3, DataFormat.Read(Data));
    }

    private DataDirectory Open()
    {
        var opened = DataDirectory.Open(Data, Files, DataFormat.Present, TimeProvider.System);
        Assert.Null(opened.Fault);
        return opened.Value;
    }
}
