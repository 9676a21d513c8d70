using System.Collections.Immutable;

namespace Ftp.Actors.Protocol;

/// <summary>
/// A path as FTP shows it: absolute, made of validated components, with "." and ".." already resolved. It is made once, at the edge; rights,
/// limits, log and storage all take this value and never a string, so that no two layers can disagree about what a name means.
/// Components are compared ordinally.
/// </summary>
public readonly struct FtpPath : IEquatable<FtpPath>
{
    /// <summary>The longest path, in bytes, as on Linux.</summary>
    public const int MaximumBytes = 4096;

    /// <summary>The longest component, in bytes, as on Linux.</summary>
    public const int MaximumComponentBytes = 255;

    private readonly ImmutableArray<string> _components;

    private FtpPath(ImmutableArray<string> components) => _components = components;

    /// <summary>"/".</summary>
    public static FtpPath Root => default;

    public ImmutableArray<string> Components => _components.IsDefault ? [] : _components;

    public int Depth => Components.Length;

    public bool IsRoot => Depth == 0;

    /// <summary>The last component; "" for the root.</summary>
    public string Name => IsRoot ? "" : Components[^1];

    /// <summary>The directory above; the root is its own parent.</summary>
    public FtpPath Parent => IsRoot ? this : new FtpPath(Components.RemoveAt(Depth - 1));

    /// <summary>Resolves what a client typed against its working directory. ".." above the root stays at the root, as every FTP server does.</summary>
    /// <returns>False where a component holds NUL, or is longer than <see cref="MaximumComponentBytes"/>, or the whole is longer than <see cref="MaximumBytes"/>.</returns>
    public static bool TryResolve(FtpPath workingDirectory, string typed, out FtpPath path)
    {
        var components = typed.StartsWith('/') ? ImmutableArray.CreateBuilder<string>() : workingDirectory.Components.ToBuilder();
        path = default;
        foreach (var part in typed.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == "..")
            {
                if (components.Count > 0)
                {
                    components.RemoveAt(components.Count - 1);
                }

                continue;
            }

            if (!IsComponent(part))
            {
                return false;
            }

            components.Add(part);
        }

        path = new FtpPath(components.ToImmutable());
        return path.ByteLength() <= MaximumBytes;
    }

    /// <summary>Parses an absolute or relative path from the root.</summary>
    public static bool TryParse(string text, out FtpPath path) => TryResolve(Root, text, out path);

    /// <summary>Parses a path known to be good: a literal, or one that was stored after validation.</summary>
    /// <exception cref="FormatException">The text is not a path.</exception>
    public static FtpPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"not a path: {text}");

    /// <summary>True for one name that a directory can hold.</summary>
    public static bool IsComponent(string name) =>
        name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\0') < 0
        && (name.Length <= MaximumComponentBytes / 3 || NameCodec.Encode(name).Length <= MaximumComponentBytes);

    /// <exception cref="FormatException">The name is not one component.</exception>
    public FtpPath Child(string name) =>
        IsComponent(name) ? new FtpPath(Components.Add(name)) : throw new FormatException($"not a name: {name}");

    public FtpPath Append(FtpPath below) => below.IsRoot ? this : new FtpPath(Components.AddRange(below.Components));

    /// <summary>True where this is <paramref name="ancestor"/> itself or lies below it.</summary>
    public bool IsAtOrBelow(FtpPath ancestor) =>
        Depth >= ancestor.Depth && Components.AsSpan(0, ancestor.Depth).SequenceEqual(ancestor.Components.AsSpan());

    /// <summary>The path without its first <paramref name="count"/> components.</summary>
    public FtpPath Skip(int count) => new(Components[count..]);

    /// <summary>The first <paramref name="count"/> components.</summary>
    public FtpPath Take(int count) => new(Components[..count]);

    /// <summary>Another spelling of every component, only to be compared with: it may be longer than a name can be.</summary>
    public FtpPath Spelled(Func<string, string> spelling) => new(ImmutableArray.CreateRange(Components, spelling));

    public bool Equals(FtpPath other) => Components.AsSpan().SequenceEqual(other.Components.AsSpan());

    public override bool Equals(object? obj) => obj is FtpPath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var component in Components)
        {
            hash.Add(component, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => "/" + string.Join('/', Components);

    public static bool operator ==(FtpPath left, FtpPath right) => left.Equals(right);

    public static bool operator !=(FtpPath left, FtpPath right) => !left.Equals(right);

    private int ByteLength() => Depth + Components.Sum(c => NameCodec.Encode(c).Length);
}
