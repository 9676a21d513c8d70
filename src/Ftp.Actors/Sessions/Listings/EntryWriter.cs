using System.Buffers;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>Entries of one listing as lines in its format.</summary>
internal sealed class EntryWriter(ListingRequest request, TimeZoneInfo zone, DateTimeOffset now)
{
    private readonly ListLine _list = new(zone, now, request.Text);
    private readonly NlstLine _nlst = new(request.Text);
    private readonly MlsxLine _mlsx = new(request.Facts, request.Text);

    /// <summary>NLST without -l, LIST with -1.</summary>
    private readonly bool _bare = request.Format == ListingFormat.Nlst ? !request.Options.Long : request.Options.OnePerLine;

    /// <param name="prefix">What NLST prints before the name.</param>
    public void Write(in FileFacts facts, string prefix, IBufferWriter<byte> to)
    {
        if (_bare)
        {
            _nlst.Write(request.Format == ListingFormat.Nlst ? prefix : "", facts.Name, to);
        }
        else
        {
            _list.Write(facts, to);
        }
    }

    public void Write(in MlsxEntry entry, string name, IBufferWriter<byte> to) => _mlsx.Write(entry, name, to);

    /// <summary>A folder's heading in LIST -R, as ls writes it; NLST -R has none, its names say where they are.</summary>
    public void WriteHeading(string folder, IBufferWriter<byte> to)
    {
        if (!_bare || request.Format == ListingFormat.List)
        {
            to.Write("\r\n"u8);
            ListedName.Write(folder, request.Text, to);
            to.Write(":\r\n"u8);
        }
    }
}
