using System.Buffers;
using System.Runtime.InteropServices;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>
/// The lines of a folder, or of a tree with -R, <see cref="BatchSize"/> entries at a time. A listing is whole or it is an error: one that stopped half-way with a 226 would
/// let a mirror delete what it was not shown. So -R beyond its bounds fails, and says so to the operator.
/// </summary>
internal sealed class ListingLines(
    ListingRequest request, PathLookup lookup, FolderOpener opener, EntryWriter writer, OpenedFolder top, EntryBudget budget) : IListingLines
{
    public const int BatchSize = 512;

    /// <summary>Entries that one -R may list.</summary>
    public const int MostRecursive = 100_000;

    /// <summary>Folders below the top that -R goes down.</summary>
    public const int DeepestRecursive = 64;

    private readonly EntryOrder _order = new(request.Format == ListingFormat.Mlsd ? request.Options with { Sort = ListSort.None } : request.Options);
    private readonly bool _recursive = request.Options.Recursive && request.Format != ListingFormat.Mlsd;
    private readonly Stack<string> _below = new();
    private readonly List<string> _found = [];
    private List<FileFacts> _batch = [];
    private OpenedFolder? _folder = top;
    private string _relative = "";
    private bool _begun;
    private bool _wrote;
    private bool _collected;
    private bool _allRead;
    private int _at;
    private int _listed;
    private int _held;

    /// <summary>Appends at least one line unless it returns false or an error.</summary>
    public async ValueTask<StorageResult<bool>> ReadAsync(IBufferWriter<byte> buffer, CancellationToken cancel)
    {
        _wrote = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var step = await StepAsync(buffer, cancel).ConfigureAwait(false);
            if (_wrote || !step.Ok || !step.Value)
            {
                return step;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        _folder = null;
        GiveBack();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<StorageResult<bool>> StepAsync(IBufferWriter<byte> buffer, CancellationToken cancel)
    {
        if (!_begun)
        {
            _begun = true;
            await WriteDotsAsync(buffer, cancel).ConfigureAwait(false);
        }

        if (_folder is null)
        {
            return _below.Count > 0 ? await OpenNextAsync(buffer, cancel).ConfigureAwait(false) : false;
        }

        if (_at == _batch.Count && !_allRead)
        {
            var read = await FillAsync(_folder, cancel).ConfigureAwait(false);
            if (!read.Ok)
            {
                return read;
            }
        }

        var end = Math.Min(_batch.Count, _at + BatchSize);
        _listed += end - _at;
        _wrote |= end > _at;
        if (_recursive && _listed > MostRecursive)
        {
            return new StorageResult<bool>(false, StorageError.Failed, $"LIST -R of more than {MostRecursive} entries");
        }

        for (; _at < end; _at++)
        {
            await WriteAsync(_folder, _at, buffer, cancel).ConfigureAwait(false);
        }

        if (_at == _batch.Count && _allRead)
        {
            EndFolder();
        }

        return true;
    }

    /// <summary>Reads a batch, or for an order as many as may be collected.</summary>
    private async ValueTask<StorageResult<bool>> FillAsync(OpenedFolder folder, CancellationToken cancel)
    {
        _at = 0;
        GiveBack();
        if (_collected || _order.Most == 0)
        {
            var one = await folder.ReadAsync(_batch, BatchSize).ConfigureAwait(false);
            _allRead = one is { Ok: true, Value: false };
            return one;
        }

        _collected = true;
        _batch = [];
        var next = new List<FileFacts>();
        while (_batch.Count <= _order.Most)
        {
            cancel.ThrowIfCancellationRequested();
            var read = await folder.ReadAsync(next, BatchSize).ConfigureAwait(false);
            if (!read.Ok)
            {
                return read;
            }

            _batch.AddRange(next);
            if (!budget.TryTake(next.Count))
            {
                break;
            }

            _held += next.Count;
            if (!read.Value)
            {
                _allRead = true;
                _order.Sort(_batch);
                break;
            }
        }

        return true;
    }

    private async ValueTask WriteAsync(OpenedFolder folder, int at, IBufferWriter<byte> buffer, CancellationToken cancel)
    {
        if (request.Format == ListingFormat.Mlsd)
        {
            var facts = _batch[at];
            writer.Write(await DescribeAsync(folder, facts, cancel).ConfigureAwait(false), facts.Name, buffer);
            return;
        }

        writer.Write(CollectionsMarshal.AsSpan(_batch)[at], request.TypedPrefix + _relative, buffer);
        if (_recursive && _batch[at].IsDirectory)
        {
            _found.Add(_relative + _batch[at].Name);
        }
    }

    /// <summary>A link that leads to something inside that the subject may read is shown as that; any other as a link.</summary>
    private async ValueTask<MlsxEntry> DescribeAsync(OpenedFolder folder, FileFacts facts, CancellationToken cancel)
    {
        if (folder.Fixed(facts.Name) is { } made)
        {
            return made.ToMlsx();
        }

        if (facts.Kind == FileKind.Link && await lookup.FindAsync(folder.Shown.Child(facts.Name), cancel).ConfigureAwait(false) is { Value: { IsLink: true } target }
            && (target.Facts.IsDirectory ? target.Reached.CanEnter : (target.Reached.Rights & Rights.View) != Rights.None))
        {
            return target.ToMlsx();
        }

        var rights = folder.RightsOf(facts.Name);
        return new MlsxEntry(facts, rights, rights);
    }

    /// <summary>"." and "..": cdir and pdir of MLSD (RFC 3659 section 7.5.1), and LIST -a.</summary>
    private async ValueTask WriteDotsAsync(IBufferWriter<byte> buffer, CancellationToken cancel)
    {
        if (request.Pattern is not null || !(request.Format == ListingFormat.Mlsd || request is { Format: ListingFormat.List, Options.Dots: true }))
        {
            return;
        }

        _wrote = true;
        var (here, above) = (await lookup.FindAsync(request.Target, cancel).ConfigureAwait(false), await lookup.FindAsync(request.Target.Parent, cancel).ConfigureAwait(false));
        if (request.Format == ListingFormat.List)
        {
            writer.Write((here.Value?.Facts ?? ListedEntry.MadeUp("")) with { Name = "." }, "", buffer);
            writer.Write((above.Value?.Facts ?? ListedEntry.MadeUp("")) with { Name = ".." }, "", buffer);
            return;
        }

        if (here.Value is { } current)
        {
            writer.Write(current.ToMlsx(MlsxType.CurrentDirectory), ".", buffer);
        }

        if (above.Value is { } parent && !request.Target.IsRoot)
        {
            writer.Write(parent.ToMlsx(MlsxType.ParentDirectory), "..", buffer);
        }
    }

    /// <summary>What was collected has been written.</summary>
    private void GiveBack()
    {
        if (_held > 0)
        {
            budget.Give(_held);
            (_held, _batch) = (0, []);
        }
    }

    private void EndFolder()
    {
        _folder?.Dispose();
        _folder = null;
        (_batch, _at) = ([], 0);
        GiveBack();
        for (var i = _found.Count - 1; i >= 0; i--)
        {
            _below.Push(_found[i]);
        }

        _found.Clear();
    }

    /// <summary>The next folder of -R. One that is gone or closed meanwhile has no lines; one that cannot be read now fails the listing.</summary>
    private async ValueTask<StorageResult<bool>> OpenNextAsync(IBufferWriter<byte> buffer, CancellationToken cancel)
    {
        var relative = _below.Pop();
        if (!FtpPath.TryResolve(request.Target, relative, out var shown) || shown.Depth - request.Target.Depth > DeepestRecursive)
        {
            return new StorageResult<bool>(false, StorageError.Failed, $"LIST -R deeper than {DeepestRecursive} folders");
        }

        var found = await lookup.FindAsync(shown, cancel).ConfigureAwait(false);
        var opened = found.Value is { Facts.IsDirectory: true } folder
            ? await opener.OpenAsync(shown, folder, top: false, cancel).ConfigureAwait(false)
            : new StorageResult<OpenedFolder>(null, found.Error);
        if (opened.Error is StorageError.Unavailable or StorageError.Failed)
        {
            return new StorageResult<bool>(false, opened.Error, opened.Detail);
        }

        _wrote = true;
        writer.WriteHeading(request.TypedPrefix + relative, buffer);
        (_folder, _relative, _batch, _at, _collected, _allRead) = (opened.Value, relative + "/", [], 0, false, false);
        return true;
    }
}
