using Ftp.Actors.Serialization;

namespace Ftp.Actors.Catalog;

/// <summary>One thing of the catalogue. Equal without regard to case, except logins, whose spelling is exact.</summary>
public readonly record struct EntityId(EntityKind Kind, string Name)
{
    public bool Equals(EntityId other) => Kind == other.Kind && string.Equals(Name, other.Name, Comparison);

    public override int GetHashCode() => HashCode.Combine(Kind, Name.GetHashCode(Comparison));

    public override string ToString() => $"{(Kind switch
    {
        EntityKind.Resource => "resource",
        EntityKind.Group => "group",
        EntityKind.Setting => "setting",
        _ => "login",
    })} '{Name}'";

    private StringComparison Comparison => Kind == EntityKind.Login ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
}
