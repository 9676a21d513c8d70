using System.Collections.Immutable;
using System.Text;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Certificates;

/// <summary>The private keys: one file each, for the server's user only. Their names are random; what an operator typed never becomes a path.</summary>
internal sealed class KeyFiles(string directory)
{
    private const string Extension = ".key";
    private const int MostBytes = 64 * 1024;

    private readonly PrivateFolder _folder = new(directory);

    public string Directory => _folder.Path;

    /// <inheritdoc cref="PrivateFolder.Secure"/>
    public IReadOnlyList<string> Secure() => _folder.Secure();

    /// <returns>The id of the key that was stored.</returns>
    /// <exception cref="IOException"/>
    public string Add(string pem)
    {
        var id = Guid.NewGuid().ToString("N");
        _folder.Write(id + Extension, Encoding.ASCII.GetBytes(pem));
        return id;
    }

    public Parsed<string> Read(string id)
    {
        try
        {
            return Encoding.ASCII.GetString(_folder.Read(id + Extension, MostBytes));
        }
        catch (IOException e)
        {
            return new Fault($"its key file {Path.Combine(_folder.Path, id + Extension)} {e.Message}");
        }
    }

    /// <exception cref="IOException"/>
    public void Remove(string id) => _folder.Remove(id + Extension);

    /// <summary>Removes what no certificate needs: a crash came between a key and its event. Files that are not the store's stay.</summary>
    /// <returns>What was removed.</returns>
    /// <exception cref="IOException"/>
    public IReadOnlyList<string> Sweep(ImmutableHashSet<string> needed)
    {
        var strays = _folder.Names().Where(n => IsOurs(n) && !needed.Contains(n[..n.IndexOf('.', StringComparison.Ordinal)])).ToList();
        foreach (var stray in strays)
        {
            _folder.Remove(stray);
        }

        return strays;
    }

    private static bool IsOurs(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is 32 && Guid.TryParseExact(name[..32], "N", out _) && name[32..] is Extension or Extension + ".tmp";
}
