using System.Globalization;

namespace Ftp.Host.Start;

internal static class OpenFiles
{
    /// <summary>How many files this process may open. The runtime has raised the soft limit to the hard one by now. Null where unknown or unlimited.</summary>
    internal static long? Limit()
    {
        const string Name = "Max open files";
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
            var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
