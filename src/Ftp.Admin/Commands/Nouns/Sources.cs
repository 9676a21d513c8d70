using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Checks and makes the folders that resources show.</summary>
internal static class Sources
{
    /// <summary>The folder must be there; of a <c>{login}</c> source, the part above it.</summary>
    public static async Task CheckAsync(CommandContext context, DirectorySource source, CancellationToken cancel)
    {
        var found = await context.Services.Storage.StatSourceAsync(Fixed(context, source), cancel);
        if (found.Error == StorageError.NotFound)
            throw new ProblemException(Problem.NotFound($"there is no folder '{Fixed(context, source)}' in {Root(source)}; --create makes it, 'storage list' shows what is there"));
        if (!found.Ok)
            throw new ProblemException(From(source, found.Error, found.Detail));
        if (!found.Value.IsDirectory)
            throw new ProblemException(From(source, StorageError.NotADirectory, null));
    }

    public static async Task EnsureAsync(CommandContext context, DirectorySource source, int mode, CancellationToken cancel)
    {
        var made = await context.Services.Storage.EnsureSourceAsync(Fixed(context, source), mode, cancel);
        if (!made.Ok)
            throw new ProblemException(From(source, made.Error, made.Detail));
    }

    public static Problem From(DirectorySource source, StorageError error, string? detail)
    {
        var because = detail is null ? "" : $" ({detail})";
        return error switch
        {
            StorageError.NotFound => Problem.NotFound($"there is no folder '{source}' in {Root(source)}"),
            StorageError.NotADirectory => Problem.Invalid($"'{source}' in {Root(source)} is not a folder"),
            StorageError.AlreadyExists => Problem.AlreadyExists($"'{source}' in {Root(source)} exists and is not a folder"),
            StorageError.Denied => Problem.Invalid($"the operating system does not let the server's user use '{source}' in {Root(source)}{because}"),
            StorageError.Outside => Problem.Invalid($"'{source}' leads out of {Root(source)}{(detail is null ? " by a link" : because)}"),
            StorageError.NoSpace => Problem.Unavailable($"{Root(source)} has no space left{because}"),
            StorageError.ReadOnly => Problem.Invalid($"{Root(source)} is read-only"),
            StorageError.NameTooLong => Problem.Invalid($"'{source}': a name is too long"),
            StorageError.Unavailable => Problem.Unavailable($"{Root(source)} is not available: is its mount gone?{because}"),
            _ => Problem.Failed($"'{source}' in {Root(source)}: {error}{because}"),
        };
    }

    public static void CheckRoot(CommandContext context, DirectorySource source)
    {
        var roots = context.Services.Storage.Roots;
        if (!roots.Contains(source.Root))
        {
            var named = string.Join(", ", roots.Where(r => r.Length > 0));
            throw new ProblemException(Problem.NotFound(
                $"there is no storage root '{source.Root}'; {(named.Length == 0 ? "ftp.storage.more-roots names none" : $"ftp.storage.more-roots has {named}")}"));
        }
    }

    private static string Root(DirectorySource source) => source.Root.Length == 0 ? "the storage root (ftp.storage.root)" : $"the storage root '{source.Root}' (ftp.storage.more-roots)";

    /// <summary>What must exist before any account has logged in.</summary>
    private static DirectorySource Fixed(CommandContext context, DirectorySource source)
    {
        CheckRoot(context, source);
        var components = source.Path.Components;
        var fix = components.TakeWhile(c => !c.Contains(DirectorySource.LoginPlaceholder, StringComparison.Ordinal)).Count();
        return source with { Path = source.Path.Take(fix) };
    }
}
