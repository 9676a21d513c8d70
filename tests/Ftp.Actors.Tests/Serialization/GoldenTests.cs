using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Ftp.Actors.Accounts;
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

        Assert.Equal(Files().Select(f => f.Name).Order(StringComparer.Ordinal), Directory.GetFiles(Folder()).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Golden_files_read_as_what_was_written_and_samples_survive_the_round_trip()
    {
        foreach (var (name, sample) in Files())
        {
            var manifest = Serializer.Manifest(sample);
            var golden = File.ReadAllBytes(Path.Combine(Folder(), name));
            var bytes = Serializer.ToBinary(sample);
            Assert.Equal(Text(bytes), Text(Serializer.ToBinary(Serializer.FromBinary(golden, manifest))));
            Assert.Equal(Text(bytes), Text(Serializer.ToBinary(Serializer.FromBinary(bytes, manifest))));
            Assert.IsType(sample.GetType(), Serializer.FromBinary(golden, manifest));
        }
    }

    [Fact]
    public void Names_of_types_never_reach_the_database()
    {
        foreach (var (_, sample) in Files())
        {
            var stored = Serializer.Manifest(sample) + Text(Serializer.ToBinary(sample));
            Assert.DoesNotContain("$type", stored, StringComparison.Ordinal);
            Assert.DoesNotContain(sample.GetType().Name, stored, StringComparison.Ordinal);
            Assert.DoesNotContain("Ftp.Actors", stored, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("AA1.json")]
    [InlineData("AS1.json")]
    [InlineData("NT1.json")]
    [InlineData("AZ1.json")]
    public void An_account_stored_before_there_was_TLS_has_nothing_of_its_own_and_is_stored_as_then(string file)
    {
        var golden = File.ReadAllBytes(Path.Combine(Folder(), file));
        var code = Path.GetFileNameWithoutExtension(file);
        var read = Serializer.FromBinary(golden, code switch { "AZ1" => code, "NT1" => "NT1:robert", _ => code + ":bob" });
        Assert.Null(DetailsOf(read).Tls);
        Assert.Equal(Text(golden), Text(Serializer.ToBinary(read)));
    }

    [Fact]
    public void TLS_of_an_account_is_stored_in_words_and_only_where_it_says_something()
    {
        var stored = Text(Serializer.ToBinary(Samples.Grown[0].Sample));
        Assert.Contains("\"dataBinding\":\"same-session\",\"uncleanUploadEnd\":\"accept\"", stored, StringComparison.Ordinal);
        Assert.Contains("\"tls\":{\"require\":true,\"certificates\":[]}", Text(Serializer.ToBinary(Samples.Grown[^1].Sample)), StringComparison.Ordinal);
    }

    /// <summary>The reader that the compiler makes leaves what it does not find at the default of its type; the default of an ImmutableArray throws at the first touch.</summary>
    [Fact]
    public void A_part_of_TLS_that_is_missing_reads_as_nothing()
    {
        var json = File.ReadAllText(Path.Combine(Folder(), "AS1-tls-of-one-field.json")).Replace(",\"certificates\":[]", "", StringComparison.Ordinal);
        Assert.DoesNotContain("certificates", json, StringComparison.Ordinal);
        var tls = DetailsOf(Serializer.FromBinary(Encoding.UTF8.GetBytes(json), "AS1:bob")).Tls!;
        Assert.True(tls.SameAs(AccountTls.None with { Require = true }));
    }

    [Theory]
    [InlineData("\"sometimes\"")]
    [InlineData("2")]
    [InlineData("\"\"")]
    public void A_word_that_this_version_does_not_know_makes_the_event_corrupt_and_not_lax(string word)
    {
        var json = File.ReadAllText(Path.Combine(Folder(), "AS1-tls.json")).Replace("\"same-session\"", word, StringComparison.Ordinal);
        Assert.Equal(EntityKind.Account, Assert.IsType<CorruptEvent>(Serializer.FromBinary(Encoding.UTF8.GetBytes(json), "AS1:bob")).Kind);
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

    private static AccountDetails DetailsOf(object stored) => stored switch
    {
        AccountAdded e => e.Details,
        AccountDetailsSet e => e.Details,
        NameTaken e => e.Details,
        AccountSnapshot s => s.Present!.Details,
        _ => throw new InvalidOperationException(stored.ToString()),
    };

    private static void WriteMissing()
    {
        foreach (var (name, sample) in Files())
        {
            var file = Path.Combine(Folder(), name);
            if (!File.Exists(file))
            {
                File.WriteAllBytes(file, Serializer.ToBinary(sample));
            }
        }
    }

    /// <summary><c>AA1.json</c>, and <c>AA1-tls.json</c> for a shape that grew.</summary>
    private static IEnumerable<(string Name, IPersisted Sample)> Files() =>
        Samples.All.Select(s => (Code(s) + ".json", s)).Concat(Samples.Grown.Select(g => ($"{Code(g.Sample)}-{g.Variant}.json", g.Sample)));

    private static string Code(IPersisted sample) => Serializer.Manifest(sample).Split(':')[0];

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "golden");
}
