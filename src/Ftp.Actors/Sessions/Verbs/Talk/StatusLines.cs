using System.Buffers;
using System.Collections.Immutable;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <param name="Cut">There are more.</param>
public sealed record ListedStatus(ImmutableArray<string> Lines, bool Cut);

/// <summary>The first lines of a listing. A control connection is no place for a hundred thousand of them.</summary>
public sealed record StatusLines(ListingRequest Request) : Effect.Work<StorageResult<ListedStatus>>
{
    private const int MostLines = 200;
    private const int MostBytes = 32 * 1024;

    public override async ValueTask<StorageResult<ListedStatus>> RunAsync(NodeServices services, CancellationToken cancel)
    {
        var opened = await Listing.OpenAsync(Request, services, cancel).ConfigureAwait(false);
        if (opened.Value is not { } lines)
        {
            return new StorageResult<ListedStatus>(null, opened.Error, opened.Detail);
        }

        await using (lines.ConfigureAwait(false))
        {
            var bytes = new ArrayBufferWriter<byte>();
            var more = true;
            while (more && bytes.WrittenCount < MostBytes)
            {
                var read = await lines.ReadAsync(bytes, cancel).ConfigureAwait(false);
                if (!read.Ok)
                {
                    return new StorageResult<ListedStatus>(null, read.Error, read.Detail);
                }

                more = read.Value;
            }

            var all = Request.Text.Decode(bytes.WrittenSpan).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            return new ListedStatus([.. all.Take(MostLines)], more || all.Length > MostLines);
        }
    }
}
