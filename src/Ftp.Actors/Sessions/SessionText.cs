using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>Which charset a session speaks.</summary>
public static class SessionText
{
    /// <summary>UTF-8 once it was asked for; else the account's legacy charset, else the first of the settings whose network holds the peer, else UTF-8.</summary>
    public static WireText For(SessionState state, SessionWorld world)
    {
        if (state.Utf8 || (state.Account?.LegacyCharset ?? OfNetwork(world)) is not { } charset)
        {
            return WireText.Utf8;
        }

        return WireText.TryGet(charset, out var text) ? text : WireText.Utf8;
    }

    private static string? OfNetwork(SessionWorld world)
    {
        foreach (var entry in world.Settings.LegacyCharset)
        {
            if (entry.For is not { } network || network.Contains(world.Peer.Address))
            {
                return entry.Charset;
            }
        }

        return null;
    }
}
