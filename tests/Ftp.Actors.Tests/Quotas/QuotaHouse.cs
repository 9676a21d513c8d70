using System.Collections.Immutable;
using System.Text;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;
using Ftp.Actors.Tests.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Quotas;

/// <summary>A real storage with a ledger, and quotas on folders of it.</summary>
internal sealed class QuotaHouse : IAsyncDisposable
{
    private readonly Dictionary<QuotaKey, QuotaRule> _rules = [];

    private QuotaHouse(StorageFixture fixture)
    {
        Fixture = fixture;
        Ledger = new QuotaLedger(fixture.Log, fixture.Alarms, fixture.Time);
    }

    public StorageFixture Fixture { get; }

    public QuotaLedger Ledger { get; }

    public FileStorage Storage => Fixture.Storage;

    public CatalogState Catalog { get; private set; } = CatalogState.Empty;

    public List<UserQuota> Users { get; } = [];

    public static async Task<QuotaHouse> StartAsync(Func<QuotaHouse, IFileLedger>? ledger = null)
    {
        var house = new QuotaHouse(new StorageFixture());
        house.Fixture.Ledger = ledger?.Invoke(house) ?? house.Ledger;
        await house.Fixture.RestartAsync();
        return house;
    }

    public QuotaHouse Resource(string name, string source, long? bytes = null, long? files = null, params (string Shown, string Source)[] directories)
    {
        var quota = bytes is null && files is null ? null : new Quota(bytes, files);
        Catalog = Catalog with
        {
            Resources = Catalog.Resources.SetItem(name, new Resource(
                name, "", Source(source), directories.ToImmutableSortedDictionary(d => d.Shown, d => Source(d.Source), StringComparer.Ordinal), [], [], new ResourceOptions { Quota = quota })),
        };
        return this;
    }

    public QuotaHouse User(string login, long? bytes, string? root, long? files = null)
    {
        Users.RemoveAll(u => u.Login == login);
        Users.Add(new UserQuota(login, new Quota(bytes, files), root is null ? null : FtpPath.Parse(root)));
        return this;
    }

    /// <summary>As the catalogue and the accounts have it now; what is not known is not counted yet.</summary>
    public async Task ConfigureAsync()
    {
        var rules = await new QuotaResolver(Storage).ResolveAsync(Catalog, [.. Users]);
        _rules.Clear();
        foreach (var rule in rules)
            _rules[rule.Key] = rule;
        Ledger.Configure(rules, new Dictionary<QuotaKey, RememberedSum>());
    }

    public async Task CountAsync()
    {
        await ConfigureAsync();
        foreach (var key in Ledger.Uncounted())
            await RescanAsync(key);
    }

    public async Task RescanAsync(QuotaKey key)
    {
        var scan = Ledger.BeginScan(key)!;
        Assert.True(Ledger.EndScan(scan, await QuotaWalk.RunAsync(Storage, _rules[key], scan)));
    }

    public QuotaLine Line(string resource) => Ledger.Find(QuotaKey.Resource(resource))!;

    public QuotaLine UserLine(string login) => Ledger.Find(QuotaKey.User(login))!;

    public (long Bytes, long Files) OnDisk(params string[] folders)
    {
        var files = folders.Where(f => Directory.Exists(Fixture.Real(f)))
            .SelectMany(f => new DirectoryInfo(Fixture.Real(f)).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })).ToList();
        return (files.Sum(f => f.Length), files.Count);
    }

    /// <summary>What is used is what lies there, and nothing is promised to anybody.</summary>
    public void Exact(QuotaLine line, params string[] folders)
    {
        Assert.Equal((QuotaState.Exact, OnDisk(folders), (0L, 0L)), (line.State, (line.UsedBytes, line.UsedFiles), (line.ReservedBytes, line.ReservedFiles)));
        Assert.DoesNotContain(line.Key, Ledger.Uncounted());
    }

    public async Task<StorageError> StoreAsync(string path, int size, long? announced = null, StoreKind kind = StoreKind.Store, string? login = "ada", long offset = 0)
    {
        var opened = await Storage.OpenStoreAsync(StorageFixture.Request(path, kind, login: login, announced: announced, offset: offset), StorageFixture.Cancel);
        if (!opened.Ok)
            return opened.Error;
        await using var upload = opened.Value!;
        if (await WriteAsync(upload, size) is var error && error != StorageError.None)
        {
            await upload.DiscardAsync();
            return error;
        }

        return (await upload.PublishAsync()).Error;
    }

    /// <summary>In pieces, as a transfer does.</summary>
    public static async Task<StorageError> WriteAsync(IUpload upload, int size, int piece = 16)
    {
        var position = upload.StartOffset;
        for (var left = size; left > 0; left -= piece)
        {
            var bytes = Encoding.ASCII.GetBytes(new string('x', Math.Min(piece, left)));
            var written = await upload.WriteAsync(bytes, position);
            if (!written.Ok)
                return written.Error;
            position += bytes.Length;
        }

        return StorageError.None;
    }

    public async Task<StorageError> DeleteAsync(string path) => (await Storage.DeleteAsync(StorageFixture.Place(path), StorageFixture.Ada, StorageFixture.Anything, StorageFixture.Cancel)).Error;

    public async Task<StorageError> RenameAsync(string from, string to, bool overwrite = true) => (await Storage.RenameAsync(
        StorageFixture.Place(from), StorageFixture.Place(to), overwrite, StorageFixture.Ada, StorageFixture.Anything, StorageFixture.Anything, StorageFixture.Cancel)).Error;

    public async Task MakeAsync(string path) => Assert.Equal(StorageError.None, (await Storage.MakeDirectoryAsync(StorageFixture.Place(path), 0x1E8, StorageFixture.Anything, StorageFixture.Cancel)).Error);

    public async ValueTask DisposeAsync() => await Fixture.DisposeAsync();

    private static DirectorySource Source(string text) => DirectorySource.TryParse(text, out var source) ? source : throw new FormatException(text);
}
