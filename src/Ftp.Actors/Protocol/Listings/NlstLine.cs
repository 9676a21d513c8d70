using System.Buffers;

namespace Ftp.Actors.Protocol;

/// <summary>A line of NLST: a name that RETR takes as it stands (RFC 959 section 4.1.3; RFC 1123 section 4.1.2.7).</summary>
public sealed class NlstLine(WireText text)
{
    /// <param name="prefix">What leads from the working directory to the name, as the client typed it: <c>dir/</c>, or "".</param>
    public void Write(string prefix, string name, IBufferWriter<byte> to)
    {
        if (!ListedName.IsSendable(name) || !ListedName.IsSendable(prefix))
        {
            return;
        }

        text.Encode(prefix, to);
        text.Encode(name, to);
        to.Write("\r\n"u8);
    }
}
