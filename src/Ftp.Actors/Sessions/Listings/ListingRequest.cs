using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Listings;

public enum ListingFormat { List, Nlst, Mlsd }

/// <param name="Target">The path as the account sees it.</param>
/// <param name="Pattern">Wildcards in the last component, where the client gave some; <paramref name="Target"/> is then the directory they apply to. A file that has this very name wins.</param>
/// <param name="TypedPrefix">What NLST prints before names so that RETR takes its lines as they stand: the directory as typed with a slash (<c>dir/</c>), or "" for the working directory.</param>
public sealed record ListingRequest(
    ListingFormat Format, ListOptions Options, FtpPath Target, string? Pattern, string TypedPrefix, AccountProfile Account, Subject Subject, MlsxFacts Facts, WireText Text)
{
    /// <summary>This session stored the file: MLST may tell of it without the right to list or download.</summary>
    public bool StoredBySession { get; init; }

    /// <summary>Splits a typed path: <c>dir/*.txt</c> is the pattern <c>*.txt</c> in <c>dir</c>. Wildcards elsewhere than in the last component are plain letters.</summary>
    /// <param name="typed">As <see cref="ListOptions.Parse"/> leaves it; "" for the working directory.</param>
    /// <returns>False where it is no path, or where the pattern is longer than <see cref="GlobPattern.MostBytes"/>.</returns>
    public static bool TrySplit(FtpPath workingDirectory, string typed, out FtpPath target, out string? pattern, out string prefix)
    {
        var slash = typed.LastIndexOf('/');
        var last = typed[(slash + 1)..];
        if (GlobPattern.HasWildcards(last))
        {
            (pattern, prefix) = (last, typed[..(slash + 1)]);
        }
        else
        {
            (pattern, prefix) = (null, typed.Length == 0 || typed.EndsWith('/') ? typed : typed + "/");
        }

        var fits = pattern is null || NameCodec.Encode(pattern).Length <= GlobPattern.MostBytes;
        return FtpPath.TryResolve(workingDirectory, pattern is null ? typed : prefix, out target) && fits;
    }
}
