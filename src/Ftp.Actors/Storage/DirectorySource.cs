using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage;

/// <summary>A directory in the storage structure: a root ("" is <c>storage.root</c>, else a key of <c>storage.more-roots</c>) and a path below it. Written <c>scans/in</c> or <c>nas:/scans</c>.</summary>
/// <remarks>A component may hold <c>{login}</c>, which <see cref="For"/> replaces.</remarks>
public sealed record DirectorySource(string Root, FtpPath Path)
{
    public const string LoginPlaceholder = "{login}";

    public bool IsPerLogin => Path.Components.Any(c => c.Contains(LoginPlaceholder, StringComparison.Ordinal));

    /// <summary>The source for one account. The login is one validated component, so it cannot climb.</summary>
    public DirectorySource For(string login)
    {
        if (!IsPerLogin)
        {
            return this;
        }

        var path = FtpPath.Root;
        foreach (var component in Path.Components)
        {
            path = path.Child(component.Replace(LoginPlaceholder, login, StringComparison.Ordinal));
        }

        return this with { Path = path };
    }

    /// <summary>Parses <c>[ROOT:]PATH</c>. A name before the colon counts as a root only if it has no slash.</summary>
    public static bool TryParse(string text, out DirectorySource source)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var named = colon > 0 && (slash < 0 || colon < slash);
        var good = FtpPath.TryParse(named ? text[(colon + 1)..] : text, out var path);
        source = new DirectorySource(named ? text[..colon] : "", path);
        return good;
    }

    public override string ToString() => Root.Length == 0 ? Path.ToString()[1..] : $"{Root}:{Path}";
}
