using System.Text;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Names;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

public sealed class NamesTests
{
    private const string Composed = "Caf\u00e9 \u1ec7\uac01", Decomposed = "Cafe\u0301 e\u0323\u0302\u1100\u1161\u11a8";

    [Theory]
    [InlineData(Composed, Decomposed)]
    [InlineData("\u00c5", "A\u030a")]
    [InlineData("\u0439", "\u0438\u0306")]
    [InlineData("\u1e69", "s\u0323\u0307")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65", false)]
    [InlineData("\u0958", "\u0915\u093c", false)]
    [InlineData("\udc80x\udcff", "\udc80x\udcff")]
    public void Names_are_composed_and_decomposed(string composed, string decomposed, bool composes = true)
    {
        Assert.Equal(decomposed, UnicodeForms.Decompose(composed));
        Assert.Equal(decomposed, UnicodeForms.Decompose(decomposed));
        Assert.Equal(composes ? composed : decomposed, UnicodeForms.Compose(decomposed));
        Assert.Equal(composes ? composed : decomposed, UnicodeForms.Compose(composed));
    }

    [Fact]
    public void Marks_are_put_in_order_and_singletons_replaced()
    {
        Assert.Equal("\u1e69", UnicodeForms.Compose("s\u0307\u0323"));
        Assert.Equal("\u00c5", UnicodeForms.Compose("\u212b"));
        Assert.Equal("\u0344"[..0] + "\u0308\u0301", UnicodeForms.Compose("\u0344"));
    }

    [Theory]
    [InlineData(Composed, Decomposed)]
    [InlineData(Decomposed, Composed)]
    public async Task A_name_is_found_in_its_other_normalization_and_the_guard_sees_the_stored_one(string stored, string asked)
    {
        await using var s = await StartAsync();
        s.Write($"{stored}/{stored}", "hello");
        var path = $"/{asked}/{asked}";
        var seen = new HashSet<string>();
        bool Guard(FtpPath p) => seen.Add(p.ToString()) || true;

        Assert.Equal(StorageError.Refused, (await s.RetrieveAsync(path, Nothing)).Error);
        Assert.Equal("hello", (await s.RetrieveAsync(path, Guard)).Value);
        Assert.Equal(stored, (await s.StatAsync(path, guard: Guard)).Value.Name);
        Assert.True((await s.StoreAsync(Request(path, guard: Guard), "new")).Ok);
        Assert.Equal("new", s.Read($"{stored}/{stored}"));
        Assert.Equal(StorageError.AlreadyExists, (await s.Storage.MakeDirectoryAsync(Place(path), 0x1ED, Guard, Cancel)).Error);
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Real(stored)));
        Assert.Equal([$"/{stored}/{stored}"], seen);
        Assert.True((await s.Storage.RenameAsync(Place(path), Place(path), false, Ada, Guard, Guard, Cancel)).Ok);
        Assert.Equal(asked, Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(s.Real(stored)))));
        Assert.True((await s.Storage.DeleteAsync(Place(path), Ada, Guard, Cancel)).Ok);
    }

    [Fact]
    public async Task Names_that_are_not_utf8_are_listed_and_reached()
    {
        await using var s = await StartAsync();
        var name = NameCodec.Decode([0x63, 0x61, 0x66, 0xE9, 0xFF, 0xC3]);
        var path = FtpPath.Root.Child(name);
        Assert.True((await s.StoreAsync(Request("/x") with { Target = new StoragePlace(Place("/").Source, path) }, "bytes")).Ok);
        Assert.Equal(name, Assert.Single(await s.ListAsync()).Name);
        var moved = await s.Storage.RenameAsync(new StoragePlace(Place("/").Source, path), Place("/plain"), false, Ada, Nothing, Nothing, Cancel);
        Assert.True(moved.Ok);
        Assert.Equal("bytes", s.Read("plain"));
    }

    [Fact]
    public async Task A_hundred_thousand_entries_come_in_batches()
    {
        const int count = 100_000;
        await using var s = new StorageFixture(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        await s.RestartAsync();
        var directory = Directory.CreateDirectory(s.Real("many")).FullName;
        for (var i = 0; i < count; i++)
            File.CreateSymbolicLink(Path.Combine(directory, $"entry-{i}"), "t");

        var opened = await s.Storage.OpenDirectoryAsync(Place("/many"), Ada, Nothing, Cancel);
        using var reader = opened.Value!;
        var batch = new List<FileFacts>();
        var names = new HashSet<string>();
        while (reader.Read(batch, 500) is { Ok: true, Value: true })
        {
            Assert.InRange(batch.Count, 1, 500);
            foreach (var entry in batch)
                Assert.True(names.Add(entry.Name));
        }

        Assert.Equal(count, names.Count);
        Assert.False(reader.Read(batch, 500).Value);
        Assert.Empty(batch);
    }

    [Fact]
    public void A_kept_partial_gives_its_target_to_its_login_only()
    {
        var name = PartialNames.Kept("ada", "report.pdf");
        Assert.True(OwnNames.IsOwn(name));
        Assert.True(PartialNames.TryTarget(name, "ada", out var target));
        Assert.Equal("report.pdf", target);
        Assert.False(PartialNames.TryTarget(name, "bob", out _));
        Assert.True(Encoding.UTF8.GetByteCount(PartialNames.Kept("ada", new string('\u4e2d', 85))) <= 255);
    }
}
