using Ftp.Actors.Quotas;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Storage;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Quotas;

/// <summary>Many at once: never a byte over, and at the end what is told is what is there.</summary>
public sealed class QuotaRaceTests(ITestOutputHelper output)
{
    private const int Hands = 30;

    [Fact]
    public async Task Thirty_that_store_delete_append_and_rename_at_once_leave_exact_sums_and_never_pass_the_limit()
    {
        await using var house = await QuotaHouse.StartAsync();
        foreach (var folder in (string[])["all/ada", "all/bob", "all/rest/deep"])
            Directory.CreateDirectory(house.Fixture.Real(folder));
        house.Resource("all", "all", bytes: 6000, files: 40).User("ada", 2500, "/all/ada").User("bob", 2500, "/all/bob", files: 12);
        await house.CountAsync();
        using var done = new CancellationTokenSource();
        var watch = Task.Run(() => Watch(house, done.Token), TestContext.Current.CancellationToken);
        var rounds = TestScale.Of(300);
        var stored = await Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => Task.Run(() => WorkAsync(house, TestScale.Seeded(hand), rounds), TestContext.Current.CancellationToken)));
        await done.CancelAsync();
        var most = await watch;
        house.Exact(house.Line("all"), "all");
        house.Exact(house.UserLine("ada"), "all/ada");
        house.Exact(house.UserLine("bob"), "all/bob");
        output.WriteLine($"seed {TestScale.Seed}: {stored.Sum(s => s.Good)} done, {stored.Sum(s => s.Full)} refused by a quota; at most {most} of 6000 bytes used or reserved");
        Assert.True(stored.Sum(s => s.Full) > 0 && stored.Sum(s => s.Good) > Hands, "no quota was ever reached: the test shows nothing");
    }

    [Fact]
    public async Task A_count_that_runs_while_thirty_change_files_and_folders_is_exact_too()
    {
        await using var house = await QuotaHouse.StartAsync();
        for (var i = 0; i < 200; i++)
            house.Fixture.Write($"all/ada/d{i % 20}/e{i % 7}/f{i}", new string('x', i));
        Directory.CreateDirectory(house.Fixture.Real("all/bob"));
        Directory.CreateDirectory(house.Fixture.Real("all/rest/deep"));
        await house.Resource("all", "all", bytes: 1_000_000).CountAsync();
        var rounds = TestScale.Of(200);
        var hands = Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => Task.Run(() => WorkAsync(house, TestScale.Seeded(hand), rounds), TestContext.Current.CancellationToken)));
        var folders = Task.Run(() => FoldersAsync(house, rounds, hands), TestContext.Current.CancellationToken);
        var scans = 0;
        for (; !hands.IsCompleted; scans++)
            await house.RescanAsync(QuotaKey.Resource("all"));
        await hands;
        await folders;
        house.Exact(house.Line("all"), "all");
        output.WriteLine($"seed {TestScale.Seed}: {scans} counts while files changed");
        Assert.True(scans > 0);
    }

    private static long Watch(QuotaHouse house, CancellationToken stop)
    {
        var most = 0L;
        while (!stop.IsCancellationRequested)
        {
            foreach (var line in (QuotaLine[])[house.Line("all"), house.UserLine("ada"), house.UserLine("bob")])
            {
                Assert.True(line.UsedBytes + line.ReservedBytes <= line.Limit.Bytes, $"{line.Key}: {line.UsedBytes} + {line.ReservedBytes} of {line.Limit.Bytes}");
                Assert.True(line.Limit.Files is not { } files || line.UsedFiles + line.ReservedFiles <= files, $"{line.Key}: {line.UsedFiles} + {line.ReservedFiles} files of {line.Limit.Files}");
                most = Math.Max(most, line.UsedBytes + line.ReservedBytes);
            }
        }

        return most;
    }

    private static async Task<(int Good, int Full)> WorkAsync(QuotaHouse house, Random random, int rounds)
    {
        var (good, full) = (0, 0);
        for (var i = 0; i < rounds; i++)
        {
            var (name, other) = (Name(random), Name(random));
            var error = random.Next(10) switch
            {
                < 4 => await house.StoreAsync(name, random.Next(0, 400), announced: random.Next(3) == 0 ? random.Next(0, 400) : null),
                4 => await InterruptAsync(house, name, random.Next(1, 300)),
                5 => await house.StoreAsync(name, random.Next(1, 100), kind: StoreKind.Append),
                6 => await house.StoreAsync(name, random.Next(1, 100), kind: StoreKind.StoreUnique),
                < 9 => await house.DeleteAsync(name),
                _ => await house.RenameAsync(name, other, overwrite: random.Next(2) == 0),
            };
            good += error == StorageError.None ? 1 : 0;
            full += error == StorageError.OverQuota ? 1 : 0;
            Assert.DoesNotContain(error, (StorageError[])[StorageError.Failed, StorageError.QuotaCounting]);
        }

        return (good, full);
    }

    private static async Task<StorageError> InterruptAsync(QuotaHouse house, string name, int size)
    {
        var opened = await house.Storage.OpenStoreAsync(StorageFixture.Request(name), StorageFixture.Cancel);
        if (!opened.Ok)
            return opened.Error;
        await using var upload = opened.Value!;
        return await QuotaHouse.WriteAsync(upload, size);
    }

    private static async Task FoldersAsync(QuotaHouse house, int rounds, Task until)
    {
        for (var i = 0; i < rounds * 10 && !until.IsCompleted; i++)
        {
            var folder = $"/all/ada/d{i % 20}/new{i}";
            await house.MakeAsync(folder);
            await house.StoreAsync($"{folder}/file", 10 + i);
            if (i % 3 == 0)
                await house.RenameAsync(folder, $"/all/rest/moved{i}");
        }
    }

    private static string Name(Random random) => $"/all/{(string[])["ada", "bob", "rest/deep"] switch { var folders => folders[random.Next(3)] }}/f{random.Next(12)}";
}
