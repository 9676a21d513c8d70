using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Xunit;

namespace Ftp.Actors.Tests.Serialization;

/// <summary>What is in somebody's database must be readable for ever: files in <c>golden/</c> are added, never changed or removed.</summary>
public sealed class GoldenTests
{
    private static readonly FtpSerializer Serializer = new(null!);

    [Fact]
    public void Everything_that_is_persisted_has_a_manifest_a_sample_and_a_golden_file()
    {
        var types = typeof(IPersisted).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false } && t.IsAssignableTo(typeof(IPersisted)) && t != typeof(CorruptEvent)).ToHashSet();
        Assert.Equal(types, Manifests.Rows.Select(r => r.Json.Type).ToHashSet());
        Assert.Equal(types, Samples.All.Select(s => s.GetType()).ToHashSet());
        Assert.Equal(Manifests.Rows.Count, Manifests.Rows.Select(r => r.Code).Distinct().Count());
        if (Environment.GetEnvironmentVariable("FTP_WRITE_GOLDEN") == "1")
        {
            WriteMissing();
        }

        Assert.Equal(Manifests.Rows.Select(r => r.Code).Order(), Directory.GetFiles(Folder()).Select(f => Path.GetFileNameWithoutExtension(f)!).Order());
    }

    [Fact]
    public void Golden_files_read_as_what_was_written_and_samples_survive_the_round_trip()
    {
        foreach (var sample in Samples.All)
        {
            var manifest = Serializer.Manifest(sample);
            var golden = File.ReadAllBytes(Path.Combine(Folder(), manifest.Split(':')[0] + ".json"));
            var bytes = Serializer.ToBinary(sample);
            Assert.Equal(Text(bytes), Text(Serializer.ToBinary(Serializer.FromBinary(golden, manifest))));
            Assert.Equal(Text(bytes), Text(Serializer.ToBinary(Serializer.FromBinary(bytes, manifest))));
            Assert.IsType(sample.GetType(), Serializer.FromBinary(golden, manifest));
        }
    }

    [Fact]
    public void Names_of_types_never_reach_the_database()
    {
        foreach (var sample in Samples.All)
        {
            var stored = Serializer.Manifest(sample) + Text(Serializer.ToBinary(sample));
            Assert.DoesNotContain("$type", stored, StringComparison.Ordinal);
            Assert.DoesNotContain(sample.GetType().Name, stored, StringComparison.Ordinal);
            Assert.DoesNotContain("Ftp.Actors", stored, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_event_carries_its_entity_in_the_manifest_and_a_snapshot_none()
    {
        Assert.Equal("RA1:public", Serializer.Manifest(Samples.All[0]));
        Assert.Equal("CZ1", Serializer.Manifest(Samples.All.OfType<CatalogSnapshot>().Single()));
        Assert.All(Samples.All.Select(Serializer.Manifest), m => Assert.Matches("^[A-Z]{2}[0-9]+(:.+)?$", m));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"stamp\":")]
    [InlineData("{\"resource\":\"other\",\"stamp\":{\"at\":\"2026-03-03T12:30:00+00:00\",\"origin\":{\"by\":\"a\",\"door\":\"b\",\"from\":\"c\"}}}")]
    [InlineData("\u0000\u0001")]
    public void A_payload_that_cannot_be_read_becomes_a_corrupt_event_that_names_its_entity(string payload)
    {
        var corrupt = Assert.IsType<CorruptEvent>(Serializer.FromBinary(Encoding.UTF8.GetBytes(payload), "RR1:public"));
        Assert.Equal((EntityKind.Resource, "public", "RR1:public"), (corrupt.Kind, corrupt.Key, corrupt.Manifest));
    }

    [Fact]
    public void An_unknown_manifest_and_an_unreadable_snapshot_are_errors_that_name_it()
    {
        Assert.Contains("XX9:public", Assert.Throws<SerializationException>(() => Serializer.FromBinary([], "XX9:public")).Message, StringComparison.Ordinal);
        Assert.Contains("CZ1", Assert.Throws<SerializationException>(() => Serializer.FromBinary("{"u8.ToArray(), "CZ1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_else_can_be_stored()
    {
        Assert.Throws<ArgumentException>(() => Serializer.ToBinary("text"));
        Assert.Throws<ArgumentException>(() => Serializer.Manifest(new CorruptEvent(EntityKind.Resource, "public", "RA1:public", "")));
    }

    [Fact]
    public void A_folder_whose_name_is_not_UTF8_keeps_its_bytes()
    {
        var folder = FtpPath.Root.Child("a").Child(NameCodec.Decode([0xC3, 0x28, 0xFF]));
        var closed = Samples.All.OfType<FolderClosed>().Single() with { Folder = folder };
        Assert.Equal(folder, ((FolderClosed)Serializer.FromBinary(Serializer.ToBinary(closed), "FC1:public")).Folder);
    }

    private static void WriteMissing()
    {
        foreach (var sample in Samples.All)
        {
            var file = Path.Combine(Folder(), Serializer.Manifest(sample).Split(':')[0] + ".json");
            if (!File.Exists(file))
            {
                File.WriteAllBytes(file, Serializer.ToBinary(sample));
            }
        }
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "golden");
}
