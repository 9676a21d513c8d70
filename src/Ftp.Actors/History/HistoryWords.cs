using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>Events as lines of the history.</summary>
internal static class HistoryWords
{
    public static HistoryLine Line(JournalEvent e)
    {
        var (name, text) = Describe(e.Happened);
        var stamp = e.Stamp;
        return new HistoryLine(
            Revision(e), e.Position, e.At, stamp?.Origin.By ?? "", stamp?.Origin.Door ?? "", stamp?.Origin.From ?? "", name, text, stamp?.Comment);
    }

    /// <summary>An account's with the login as it was spelt.</summary>
    private static string Revision(JournalEvent e) =>
        e.Happened is AccountEvent account ? $"{account.Login}:{RevisionName.Of(e.Revision)}" : new RevisionName(e.Entity, e.Revision).ToString();

    private static (string Name, string Text) Describe(IPersisted happened) => happened switch
    {
        CatalogEvent e => CatalogEventText.Describe(e),
        AccountEvent e => AccountEventText.Describe(e),
        CertificateEvent e => CertificateEventText.Describe(e),
        CorruptEvent e => ("unreadable", $"this event ({e.Manifest}) cannot be read: {e.Error}"),
        _ => ("changed", $"changed '{happened.EntityKey()}' ({Manifests.Of(happened.GetType())?.Code})"),
    };
}
