using System.Net;

namespace Ftp.Actors.Bans;

/// <summary>A network that is not served.</summary>
/// <param name="Id">Never given twice.</param>
/// <param name="Since">By the wall clock.</param>
/// <param name="Length">Null: until somebody lifts it.</param>
/// <param name="Reason">For operators.</param>
/// <param name="Automatic">For guessing passwords; false: by an administrator.</param>
/// <param name="Count">Which ban of this host in a row it is: each lasts twice as long as the one before.</param>
/// <param name="By">Who banned.</param>
public sealed record Ban(long Id, IPNetwork Network, DateTimeOffset Since, TimeSpan? Length, string Reason, bool Automatic, int Count, string By)
{
    /// <summary>Its event cannot be read: it stands, without an end, until somebody lifts it.</summary>
    public bool Unreadable { get; init; }

    public DateTimeOffset? Until => Since + Length;

    internal NetworkKey Key => NetworkKey.Of(Network);
}

/// <summary>One moment by both clocks: the running one, which nobody can set, decides how long something lasts; the wall's says when it was.</summary>
internal readonly record struct Moment(TimeSpan Running, DateTimeOffset Wall);
