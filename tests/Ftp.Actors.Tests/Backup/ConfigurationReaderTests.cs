using System.Text;
using System.Text.Json.Nodes;
using Ftp.Actors.Backup;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Backup;

/// <summary>A file that is not a whole, known and allowed configuration is refused with one line that says why.</summary>
public sealed class ConfigurationReaderTests
{
    [Theory]
    [InlineData("", "it is no backup of this server", "not whole")]
    [InlineData("[]", "a backup is one JSON object", null)]
    [InlineData("{}", "its format is not named", null)]
    [InlineData("{\"format\":\"x\",\"version\":1}", "its format is 'x', not 'ftp-actors-configuration'", null)]
    [InlineData("{\"format\":\"ftp-actors-configuration\",\"version\":2,\"later\":true}", "its version is 2; this server reads version 1", null)]
    [InlineData("{\"format\":\"ftp-actors-configuration\"}", "its version is not named", null)]
    [InlineData("{\"format\":\"ftp-actors-configuration\",\"version\":1}", "a field is missing at $", null)]
    [InlineData("\0\u0001PK", "not whole, or no JSON", "no backup")]
    public void What_is_no_backup_is_refused(string text, string why, string? or)
    {
        var message = Wrong(Encoding.UTF8.GetBytes(text));
        Assert.True(message.Contains(why, StringComparison.Ordinal) || (or is not null && message.Contains(or, StringComparison.Ordinal)), message);
    }

    [Fact]
    public void A_file_cut_off_at_any_byte_is_refused()
    {
        var whole = ConfigurationPlanTests.Written(new Worlds(new Random(1)).Configuration());
        for (var length = 0; length < whole.Length; length += length < 600 ? 1 : 97)
        {
            Wrong(whole.AsSpan(0, length).ToArray());
        }

        Wrong([.. whole, (byte)'x']);
    }

    [Theory]
    [InlineData("""$["surprise"] = 1""", "an unknown field 'surprise'")]
    [InlineData("""$.users[0]["shell"] = "/bin/sh" """, "an unknown field 'shell' at $.users[0]")]
    [InlineData("""$.users[0] remove login""", "a field is missing at $.users[0]")]
    [InlineData("""$.users[0].details.rules["allow"] = null""", "$.users[0].details.rules")]
    [InlineData("""$.resources[0].entries[0]["rights"] = "all" """, "rights are edit, view, drop")]
    [InlineData("""$.resources[0].entries[0]["rights"] = 7""", "rights are edit, view, drop")]
    [InlineData("""$.resources[0].entries[0]["holder"] = "root" """, "not a holder: root")]
    [InlineData("""$.resources[0].entries[0]["from"] = "10.0.0.1/8" """, "a network is like 10.0.0.0/8")]
    [InlineData("""$.users["x"] = 1""", "")]
    public void A_value_that_nobody_knows_is_named_with_its_place(string edit, string why)
    {
        var node = JsonNode.Parse(ConfigurationPlanTests.Written(Rich))!;
        var (path, rest) = edit.Contains(" remove ", StringComparison.Ordinal) ? (edit.Split(" remove ")[0], edit.Split(" remove ")[1]) : (edit[..edit.LastIndexOf('[')], edit[edit.LastIndexOf('[')..]);
        if (path == "$.users" && rest.StartsWith("[\"x\"]", StringComparison.Ordinal))
        {
            node["users"] = 1;
        }
        else if (rest.StartsWith("[\"", StringComparison.Ordinal))
        {
            At(node, path).AsObject()[rest[2..rest.IndexOf("\"]", StringComparison.Ordinal)]] = JsonNode.Parse(rest[(rest.IndexOf('=') + 1)..]);
        }
        else
        {
            At(node, path).AsObject().Remove(rest);
        }

        var message = Wrong(Encoding.UTF8.GetBytes(node.ToJsonString()));
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_stands_twice_is_refused() =>
        Assert.Contains("twice", Wrong(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ConfigurationPlanTests.Written(Rich)).Replace("\"revision\": 7", "\"revision\": 7, \"revision\": 8", StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public void Every_value_is_judged_by_the_rules_of_the_commands()
    {
        var wrong = Rich with
        {
            Settings = [new("port", "70000"), new("prot", "21")],
            Groups = [Rich.Groups[0] with { Name = "a/b" }],
            Resources = [Rich.Resources[0] with { Description = new string('x', 10 << 20) }],
            Users = [Rich.Users[0] with { Login = "anonymous", Password = "$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
        };
        var lines = ConfigurationCheck.Of(wrong, Worlds.Now);
        foreach (var why in new[] { "port", "no such setting", "cannot be the name of a group", "the description has 10485760 bytes", "'anonymous' cannot be a login", "there is no user 'ada'" })
        {
            Assert.Contains(lines, l => l.Contains(why, StringComparison.Ordinal));
        }

        Assert.All(lines, l => Assert.InRange(l.Length, 1, 2000));
        var hostile = Rich with { Users = Rich.Users.SetItem(0, Rich.Users[0] with { Password = wrong.Users[0].Password }) };
        Assert.Contains("m=4194304", Assert.Single(ConfigurationCheck.Of(hostile, Worlds.Now)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_would_be_one_are_refused()
    {
        var twice = Rich with { Users = [Rich.Users[0], Rich.Users[0] with { Login = "ADA" }] };
        Assert.Equal("user 'ada' stands 2 times", Assert.Single(ConfigurationCheck.Of(twice, Worlds.Now)));
    }

    internal static Configuration Rich { get; } = Find();

    private static Configuration Find()
    {
        for (var seed = 1; ; seed++)
        {
            var one = new Worlds(new Random(seed)).Configuration();
            if (one.Users is [{ Login: "ada" }, ..] && one.Groups is [{ Members: ["ada", ..] }, ..] && one.Resources is [{ Entries.Length: > 0 }, ..])
            {
                return one;
            }
        }
    }

    private static JsonNode At(JsonNode node, string path)
    {
        foreach (var part in path.Split('.').Skip(1))
        {
            var bracket = part.IndexOf('[');
            node = bracket < 0 ? node[part]! : node[part[..bracket]]![int.Parse(part[(bracket + 1)..^1], System.Globalization.CultureInfo.InvariantCulture)]!;
        }

        return node;
    }

    private static string Wrong(byte[] bytes)
    {
        var message = Assert.Throws<FormatException>(() => ConfigurationReader.Read(bytes)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 1, 500);
        return message;
    }
}
