using System.Collections.Immutable;

namespace Ftp.Actors.Storage;

/// <param name="Root">Absolute path of the main root, <c>storage.root</c>; made if it is missing.</param>
/// <param name="MoreRoots">Absolute paths by name, <c>storage.more-roots</c>.</param>
/// <param name="FileMode">Permission bits of new files.</param>
/// <param name="DirectoryMode">Permission bits of new directories.</param>
/// <param name="MinimumFree">Bytes that uploads leave free on every file system.</param>
/// <param name="KeepPartial">How long an interrupted upload can be continued; zero for not at all.</param>
/// <param name="DataDirectory">The server's own directory, absolute: remembers what the roots are.</param>
/// <param name="NodeName">Stands in the names of partials.</param>
public sealed record StorageOptions(
    string Root, ImmutableDictionary<string, string> MoreRoots, int FileMode, int DirectoryMode, long MinimumFree, TimeSpan KeepPartial, string DataDirectory,
    string NodeName);
