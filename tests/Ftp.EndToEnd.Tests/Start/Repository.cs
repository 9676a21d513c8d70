namespace Ftp.EndToEnd.Tests.Start;

internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FtpActors.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"no FtpActors.sln above {from}");
    }
}
