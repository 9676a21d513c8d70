namespace Ftp.Admin.Commands;

/// <summary>The files of whoever calls, for values that speak of them. A door that stands beside the caller has them; the server never reads them itself.</summary>
public interface ICallerFiles
{
    /// <summary>Larger than any certificate with its chain, and two of them fit into a request.</summary>
    const int MostBytes = 256 * 1024;

    /// <summary>The whole content, at most <see cref="MostBytes"/>.</summary>
    /// <exception cref="ProblemException">It is missing, empty, too large, a directory, or may not be read.</exception>
    byte[] Read(string path);

    bool Exists(string path);

    /// <summary>The absolute path.</summary>
    string Full(string path);
}
