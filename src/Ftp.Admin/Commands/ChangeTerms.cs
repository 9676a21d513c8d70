using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;

namespace Ftp.Admin.Commands;

/// <summary>
/// The comment, the expected revision and the command id of one call, as they go to the actors. Where a call makes several changes, the first one has the revision (the others
/// follow our own change), and each has an id of its own, told by its place: repeated, the call goes on where it stopped.
/// </summary>
public sealed class ChangeTerms(string? comment, long? ifRevision, string? commandId)
{
    private int _sent;

    public static ChangeTerms None => new(null, null, null);

    public string? Comment => comment;

    public string? CommandId => commandId;

    /// <summary>Something was changed by this call already.</summary>
    public bool AnyDone { get; private set; }

    public static ChangeTerms Of(CommandCall call) => new(call.Find(ChangeOptions.Comment), call.FindValue(ChangeOptions.IfRevision), call.Find(ChangeOptions.CommandId));

    /// <summary>For what is only made sure of on the way, and may be so already: it has the comment, and no part in the count.</summary>
    public ChangeTerms Aside() => new(comment, null, null);

    public ChangeTerms With(string newComment) => new(newComment, ifRevision, commandId);

    public CatalogCommand Apply(CatalogCommand c)
    {
        var (id, revision) = Next();
        return c with { Comment = comment, CommandId = id, ExpectedRevision = revision ?? c.ExpectedRevision };
    }

    public AccountCommand Apply(AccountCommand c)
    {
        var (id, revision) = Next();
        return c with { Comment = comment, CommandId = id, ExpectedRevision = revision ?? c.ExpectedRevision };
    }

    public CertificateCommand Apply(CertificateCommand c)
    {
        var (id, revision) = Next();
        return c with { Comment = comment, CommandId = id, ExpectedRevision = revision ?? c.ExpectedRevision };
    }

    public void Done() => (AnyDone, _sent) = (true, _sent + 1);

    /// <summary>A change that was refused as stale is sent again in its old place.</summary>
    private (string? Id, long? Revision) Next() => _sent == 0 ? (commandId, ifRevision) : (commandId is null ? null : $"{commandId}.{_sent}", null);
}
