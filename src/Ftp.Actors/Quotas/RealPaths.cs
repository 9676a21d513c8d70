namespace Ftp.Actors.Quotas;

/// <summary>Absolute paths as text, for finding sums only: nothing is opened by them.</summary>
internal static class RealPaths
{
    public static string Folder(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "/";

    public static bool IsAtOrBelow(string path, string top) =>
        path.StartsWith(top, StringComparison.Ordinal) && (path.Length == top.Length || top == "/" || path[top.Length] == '/');

    public static int Depth(string path) => path == "/" ? 0 : path.Count(c => c == '/');

    /// <summary>The order of a walk: a folder before what is below it, its children by <see cref="string.CompareOrdinal(string, string)"/>.</summary>
    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] != b[i])
                return a[i] == '/' ? -1 : b[i] == '/' ? 1 : a[i] - b[i];
        }

        return a.Length - b.Length;
    }
}
