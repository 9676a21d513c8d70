using System.Security.Cryptography;

namespace Ftp.Testing;

/// <summary>Folders of seeded files, and comparing two of them by content.</summary>
public static class Trees
{
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A tree with empty, small and large files, deep folders, spaces and names that are not ASCII.</summary>
    public static void Make(string folder, int seed, int largest = 3_000_000)
    {
        var random = new Random(seed);
        string[] folders = ["", "a", "a/b", "a/b/c", "with space", "übergröße"];
        int[] sizes = [0, 1, 100, 65535, 65536, 65537, largest];
        foreach (var sub in folders)
        {
            Directory.CreateDirectory(Path.Combine(folder, sub));
            foreach (var size in sizes)
            {
                File.WriteAllBytes(Path.Combine(folder, sub, $"f{size} {random.Next(1000)}.bin"), Bytes(random.Next(size / 2, size + 1), random.Next()));
            }
        }
    }

    /// <summary>Relative path → SHA-256 of every file.</summary>
    public static SortedDictionary<string, string> Sums(string folder)
    {
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = File.OpenRead(file);
            sums[Path.GetRelativePath(folder, file)] = Convert.ToHexString(SHA256.HashData(stream));
        }

        return sums;
    }

    public static string Sum(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    public static string Sum(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
