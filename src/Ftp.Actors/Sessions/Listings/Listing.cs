using System.Buffers;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>LIST, NLST, MLSD, MLST and STAT with a path: what a subject may see of a place, as lines.</summary>
public static class Listing
{
    /// <summary>Opens the lines of a folder, or of one file. Errors: NotFound (also for what the subject may not know of), Refused (without the right to list: 550), NotADirectory (MLSD of a file: 501).</summary>
    public static ValueTask<StorageResult<IListingLines>> OpenAsync(ListingRequest request, NodeServices services, CancellationToken cancel) =>
        OpenAsync(request, services, EntryBudget.Node, cancel);

    internal static async ValueTask<StorageResult<IListingLines>> OpenAsync(ListingRequest request, NodeServices services, EntryBudget budget, CancellationToken cancel)
    {
        var lookup = new PathLookup(request, services);
        request = await PreferLiteralAsync(request, lookup, cancel).ConfigureAwait(false);
        var found = await lookup.FindAsync(request.Target, cancel).ConfigureAwait(false);
        if (found.Value is not { } entry)
        {
            return new StorageResult<IListingLines>(null, found.Error, found.Detail);
        }

        var writer = new EntryWriter(request, services.Settings.Current.ListTimeZone, services.Time.GetUtcNow());
        if (!entry.Facts.IsDirectory || (request.Options.DirectoryItself && request.Pattern is null && request.Format != ListingFormat.Mlsd))
        {
            return OpenOne(request, entry, writer);
        }

        var opener = new FolderOpener(request, services, lookup);
        var opened = await opener.OpenAsync(request.Target, entry, top: true, cancel).ConfigureAwait(false);
        return opened.Value is { } folder
            ? new ListingLines(request, lookup, opener, writer, folder, budget)
            : new StorageResult<IListingLines>(null, opened.Error, opened.Detail);
    }

    /// <summary>MLST of one path (RFC 3659 section 7): <c>facts path</c> without line end, the path absolute as the account sees it. Needs the right to list or download, or to enter a folder; with the right to upload one's own interrupted upload is told.</summary>
    public static async ValueTask<StorageResult<byte[]>> DescribeAsync(ListingRequest request, NodeServices services, CancellationToken cancel)
    {
        var found = await new PathLookup(request, services).FindAsync(request.Target, cancel).ConfigureAwait(false);
        if (found.Value is not { } entry)
        {
            return new StorageResult<byte[]>(null, found.Error, found.Detail);
        }

        var own = request.StoredBySession || (entry.Facts.Partial && entry.Own.Rights.HasFlag(Rights.Upload));
        if (!entry.Facts.IsDirectory && (entry.Reached.Rights & Rights.View) == Rights.None && !own)
        {
            return StorageError.Refused;
        }

        var line = new ArrayBufferWriter<byte>();
        new MlsxLine(request.Facts, request.Text).WriteFacts(entry.ToMlsx(), line);
        line.Write(" "u8);
        ListedName.Write(request.Target.ToString(), request.Text, line);
        return line.WrittenSpan.ToArray();
    }

    private static StorageResult<IListingLines> OpenOne(ListingRequest request, ListedEntry entry, EntryWriter writer)
    {
        if (request.Format == ListingFormat.Mlsd)
        {
            return StorageError.NotADirectory;
        }

        if (request.Pattern is not null)
        {
            return StorageError.NotFound;
        }

        if (!entry.Facts.IsDirectory && !entry.Own.Rights.HasFlag(Rights.List))
        {
            return StorageError.Refused;
        }

        var line = new ArrayBufferWriter<byte>();
        var typed = request.TypedPrefix.TrimEnd('/');
        writer.Write(typed.Length > 0 && request.Format == ListingFormat.Nlst ? entry.Facts with { Name = typed } : entry.Facts, "", line);
        return new SingleEntry(line.WrittenMemory);
    }

    /// <summary>Names such as <c>[2024] photos</c> look like patterns. What has this very name is meant.</summary>
    private static async ValueTask<ListingRequest> PreferLiteralAsync(ListingRequest request, PathLookup lookup, CancellationToken cancel)
    {
        if (request.Pattern is not { } name || !FtpPath.IsComponent(name))
        {
            return request;
        }

        var literal = request.Target.Child(name);
        return (await lookup.FindAsync(literal, cancel).ConfigureAwait(false)).Ok
            ? request with { Target = literal, Pattern = null, TypedPrefix = $"{request.TypedPrefix}{name}/" }
            : request;
    }

    private sealed class SingleEntry(ReadOnlyMemory<byte> line) : IListingLines
    {
        private ReadOnlyMemory<byte> _line = line;

        public ValueTask<StorageResult<bool>> ReadAsync(IBufferWriter<byte> buffer, CancellationToken cancel)
        {
            buffer.Write(_line.Span);
            var more = !_line.IsEmpty;
            _line = default;
            return new(more);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
