using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Listings;

/// <summary>One resource <c>pub</c> over a <see cref="MemoryTree"/> and one account, ada; tests add entries and folders.</summary>
public abstract class ListingTestBase
{
    private protected static readonly DateTimeOffset Now = new(2024, 3, 4, 0, 0, 0, TimeSpan.Zero);
    private protected static readonly AccountProfile Ada = new("ada", IsGuest: false, Enabled: true, Root: null);
    private readonly Published<RightsSnapshot> _rights = new(RightsSnapshot.Empty);
    private long _entry;

    private protected MemoryTree Tree { get; } = new();

    private protected Resource Pub { get; set; } = NewResource("pub");

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected static Resource NewResource(string name) => new(
        name, "", new DirectorySource("", FtpPath.Parse(name)), ImmutableSortedDictionary<string, DirectorySource>.Empty, [], [], ResourceOptions.Default);

    private protected void Grant(string folder, Rights rights) =>
        Pub = Pub with { Access = Pub.Access.Add(new AccessEntry(++_entry, Holder.User("ada"), FtpPath.Parse(folder), rights, null, null, null)) };

    private protected void Close(string folder) => Pub = Pub with { Closed = Pub.Closed.Add(FtpPath.Parse(folder)) };

    private protected void Further(string shown, string source) =>
        Pub = Pub with { Directories = Pub.Directories.Add(shown, new DirectorySource("", FtpPath.Parse(source))) };

    private protected void Hide(params string[] globs) =>
        Pub = Pub with { Options = Pub.Options with { Rules = FileRules.None with { Hide = [.. globs] } } };

    private protected NodeServices Services(params Resource[] more)
    {
        var state = CatalogState.Empty with { Resources = CatalogState.Empty.Resources.AddRange(more.Append(Pub).Select(r => KeyValuePair.Create(r.Name, r))) };
        _rights.Publish(new RightsSnapshot(state, guestsAllowed: true));
        var settings = new ServerSettings();
        return new NodeServices(
            "n", settings, new Published<ServerSettings>(settings), _rights, new StorageDefaults(0, 0, TimeSpan.Zero), Tree, null!, Quiet.Instance, Quiet.Instance, Quiet.Time);
    }

    /// <param name="typed">As after the verb: options and path.</param>
    private protected static ListingRequest Request(ListingFormat format, string typed, AccountProfile? account = null, MlsxFacts facts = MlsxFacts.Type)
    {
        var (options, path) = format == ListingFormat.Mlsd ? (ListOptions.Default, typed) : ListOptions.Parse(typed);
        Assert.True(ListingRequest.TrySplit(FtpPath.Root, path, out var target, out var pattern, out var prefix));
        return new ListingRequest(
            format, options, target, pattern, prefix, account ?? Ada, new Subject("ada", false, IPAddress.Loopback, Now), facts, WireText.Utf8);
    }

    private protected async Task<string[]> LinesAsync(ListingFormat format, string typed, AccountProfile? account = null, MlsxFacts facts = MlsxFacts.Type)
    {
        var opened = await Listing.OpenAsync(Request(format, typed, account, facts), Services(), Cancel);
        Assert.Equal(StorageError.None, opened.Error);
        await using var lines = opened.Value!;
        return (await AllAsync(lines)).Split("\r\n")[..^1];
    }

    /// <summary>The names of LIST's lines.</summary>
    private protected async Task<string[]> NamesAsync(string typed, AccountProfile? account = null) =>
        [.. (await LinesAsync(ListingFormat.List, typed, account)).Select(line => line.Length > 47 ? line[47..] : line)];

    private protected async Task<StorageError> ErrorAsync(ListingFormat format, string typed, AccountProfile? account = null)
    {
        var opened = await Listing.OpenAsync(Request(format, typed, account), Services(), Cancel);
        return opened.Error;
    }

    private protected static async Task<string> AllAsync(IListingLines lines)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await lines.ReadAsync(buffer, Cancel);
            Assert.Equal(StorageError.None, read.Error);
            if (!read.Value)
            {
                return Encoding.UTF8.GetString(buffer.WrittenSpan);
            }
        }
    }

    private sealed class Quiet : ILogSink, IAlarms
    {
        public static readonly Quiet Instance = new();
        public static readonly TimeProvider Time = new Stopped();

        public ImmutableArray<Alarm> Current => [];

        public void Write(LogEntry entry)
        {
        }

        public void Raise(string key, string text)
        {
        }

        public void Clear(string key)
        {
        }

        private sealed class Stopped : TimeProvider
        {
            public override DateTimeOffset GetUtcNow() => Now;
        }
    }
}
