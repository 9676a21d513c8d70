namespace Ftp.Actors.Serialization;

/// <summary>What may be written to the journal or the snapshot store: bound to <see cref="FtpSerializer"/>, and listed in <see cref="Manifests"/>.</summary>
public interface IPersisted
{
    /// <summary>The one entity this is about (a resource, a group, a login, a setting's key, a certificate, a banned network); "" for a snapshot. Stands in the manifest column, so that it is known even where the payload cannot be read.</summary>
    string EntityKey();
}

/// <summary>Stands for an event whose payload could not be read. Whoever applies it denies its entity until somebody removes that entity.</summary>
/// <param name="Kind">What <paramref name="Key"/> names.</param>
/// <param name="Manifest">As in the journal.</param>
public sealed record CorruptEvent(EntityKind Kind, string Key, string Manifest, string Error) : IPersisted
{
    public string EntityKey() => Key;
}

public enum EntityKind { None, Resource, Group, Login, Setting, Account, Certificate, Ban }
