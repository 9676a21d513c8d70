using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Ftp.Actors.Serialization;

/// <summary>
/// Events and snapshots as JSON with a short versioned manifest (<c>RA1:public</c>: kind and version of the event, then its entity).
/// The set is closed: names of CLR types never reach the database, and nothing in the database chooses a CLR type.
/// </summary>
public sealed class FtpSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int Number = 7001;

    private const char Separator = ':';

    public override int Identifier => Number;

    public override string Manifest(object o) =>
        o is IPersisted persisted && Manifests.Of(o.GetType()) is { } row
            ? persisted.EntityKey() is { Length: > 0 } key ? row.Code + Separator + key : row.Code
            : throw new ArgumentException($"{o.GetType().Name} has no manifest: it is not meant to be stored", nameof(o));

    public override byte[] ToBinary(object obj) =>
        Manifests.Of(obj.GetType()) is { } row
            ? JsonSerializer.SerializeToUtf8Bytes(obj, row.Json)
            : throw new ArgumentException($"{obj.GetType().Name} has no manifest: it is not meant to be stored", nameof(obj));

    /// <returns>The event; a <see cref="CorruptEvent"/> where an event's payload cannot be read.</returns>
    /// <exception cref="SerializationException">The manifest is not known, or a snapshot cannot be read (recovery then replays the events).</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var cut = manifest.IndexOf(Separator, StringComparison.Ordinal);
        var code = cut < 0 ? manifest : manifest[..cut];
        var key = cut < 0 ? "" : manifest[(cut + 1)..];
        var row = Manifests.Of(code)
            ?? throw new SerializationException($"the database holds '{manifest}', which this version does not know: was it written by a newer one?");
        try
        {
            var value = JsonSerializer.Deserialize(bytes, row.Json) as IPersisted ?? throw new JsonException("null");
            return value.EntityKey() == key ? value : throw new JsonException($"the payload is about '{value.EntityKey()}'");
        }
        catch (Exception e) when (row.Kind != EntityKind.None)
        {
            return new CorruptEvent(row.Kind, key, manifest, e.Message);
        }
        catch (Exception e)
        {
            throw new SerializationException($"snapshot '{manifest}' cannot be read: {e.Message}", e);
        }
    }
}
