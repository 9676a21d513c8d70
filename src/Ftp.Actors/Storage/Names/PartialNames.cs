using System.Security.Cryptography;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Names;

internal enum PartialKind
{
    /// <summary>Nobody can continue it.</summary>
    Passing,
    /// <summary>Its login can continue it.</summary>
    Kept,
}

/// <summary>
/// Names of uploads under way. That of one that may be continued follows from login and target alone, so that it is found again without a register, even
/// after kill -9; and it carries the target's name, so that a listing can show it. An extended attribute or a file beside it would not survive every
/// file system (NFSv3, tmpfs before 6.6) or every crash.
/// </summary>
internal sealed class PartialNames(string node)
{
    private const string Keep = OwnNames.Prefix + "keep-";
    private const string Unique = OwnNames.Prefix + "unique-";
    private const int HashLength = 32;

    /// <summary>What is left for the target's name. A longer one is continued like any other, but no listing shows it.</summary>
    private const int MostNameBytes = FtpPath.MaximumComponentBytes - 10 - HashLength - 1 - 5;

    /// <summary>Of this process: a partial of another incarnation of this node has no writer any more.</summary>
    private readonly string _mine = $"{OwnNames.Prefix}n-{Clean(node)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}-";

    private readonly string _node = $"{OwnNames.Prefix}n-{Clean(node)}-";

    public string Random() => _mine + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + OwnNames.Suffix;

    public static string Kept(string login, string target)
    {
        var shown = NameCodec.Encode(target).Length <= MostNameBytes ? target : "";
        return $"{Keep}{Hash(login, target)}-{shown}{OwnNames.Suffix}";
    }

    /// <summary>Reserves a name among the STOUs of every node that shares the directory.</summary>
    public static string ForUnique(string target) => $"{Unique}{Hash("", target)}{OwnNames.Suffix}";

    /// <summary>The target of a kept partial, if it is of this login.</summary>
    public static bool TryTarget(string name, string login, out string target)
    {
        target = "";
        if (!name.StartsWith(Keep, StringComparison.Ordinal) || name.Length <= Keep.Length + HashLength + 1 + OwnNames.Suffix.Length)
            return false;
        target = name[(Keep.Length + HashLength + 1)..^OwnNames.Suffix.Length];
        return FtpPath.IsComponent(target) && Kept(login, target) == name;
    }

    public static PartialKind KindOf(string name) => name.StartsWith(Keep, StringComparison.Ordinal) ? PartialKind.Kept : PartialKind.Passing;

    public bool IsOfThisProcess(string name) => name.StartsWith(_mine, StringComparison.Ordinal);

    public bool IsOfThisNode(string name) => name.StartsWith(_node, StringComparison.Ordinal);

    private static string Hash(string login, string target) =>
        Convert.ToHexStringLower(SHA256.HashData([.. NameCodec.Encode(login), 0, .. NameCodec.Encode(target)]))[..HashLength];

    private static string Clean(string node)
    {
        var clean = string.Concat(node.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_').Take(64));
        return clean.Length == 0 ? "node" : clean;
    }
}
