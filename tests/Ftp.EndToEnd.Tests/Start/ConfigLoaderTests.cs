using Ftp.Actors.Settings;
using Ftp.Host;
using Ftp.Host.Configuration;
using Ftp.Testing;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly DirectoryInfo _here = Directory.CreateTempSubdirectory("ftp-config-");

    public void Dispose() => _here.Delete(recursive: true);

    [Fact]
    public void The_reference_says_what_the_code_takes_for_the_default()
    {
        var options = Good([]);
        foreach (var key in SettingsTable.Keys)
        {
            Assert.Equal(SettingsTable.Format(new ServerSettings(), key), SettingsTable.Format(options.Settings, key));
        }

        Assert.True(options.Settings.PortIsDefault);
        Assert.Equal(Path.Combine(_here.FullName, "data"), options.DataDirectory);
        Assert.Equal(Path.Combine(_here.FullName, "data", "files"), options.StorageRoot);
        Assert.Equal(Convert.ToInt32("640", 8), options.FileMode);
        Assert.Equal(1L << 30, options.MinimumFree);
        Assert.Equal(TimeSpan.FromHours(24), options.KeepPartial);
    }

    [Fact]
    public void Every_key_stands_in_the_reference_behind_its_reason()
    {
        var lines = HoconSource.Reference[^1].Text.Split('\n').Select(l => l.Trim()).ToList();
        foreach (var key in ConfigReader.Keys)
        {
            var name = key[(key.LastIndexOf('.') + 1)..];
            Assert.Contains(lines, l => l.StartsWith(name + " = ", StringComparison.Ordinal) || l == name + " {}");
        }

        // nothing there is unknown to the code: the reference alone loads
        Assert.Empty(Load([]).Problems);
    }

    [Fact]
    public void A_substitution_of_the_reference_sees_the_last_value()
    {
        Assert.Equal("/srv/x y/files", Good(["ftp.node.data-directory=/srv/x y"]).StorageRoot);
        Assert.Equal(Path.Combine(_here.FullName, "b/files"), Good(["ftp.node.data-directory=a", "ftp.node.data-directory=b"]).StorageRoot);
    }

    [Fact]
    public void Later_files_win_over_earlier_ones_and_set_wins_over_files()
    {
        Write("one.conf", "ftp.settings { port = 2001, maximum-sessions = 7 }");
        Write("two.conf", "ftp { settings.port = 2002 }");
        var options = Load(["ftp.settings.greeting=from set"], "one.conf", "two.conf").Options!;
        Assert.Equal((2002, 7, "from set"), (options.Settings.Port, options.Settings.MaximumSessions, options.Settings.Greeting));
        Assert.False(options.Settings.PortIsDefault);
    }

    [Theory]
    [InlineData("say \"hi\" \\ ${ftp.x} # no // comment = { [ é Ж")]
    [InlineData("")]
    [InlineData("a=b=c")]
    [InlineData("back\\")]
    [InlineData("\"quoted\"")]
    public void The_value_of_set_is_literal(string value) =>
        Assert.Equal(SettingText.Unquote(value), Good([$"ftp.settings.welcome={value}"]).Settings.Welcome);

    [Fact]
    public void The_value_of_set_is_HOCON_where_it_begins_with_a_bracket() =>
        Assert.Equal("[\"127.0.0.1\", \"::1\"]", SettingsTable.Format(Good(["ftp.settings.addresses=[127.0.0.1, \"::1\"]"]).Settings, "addresses"));

    [Theory]
    [InlineData("ftp.settings.prot=1", "ftp.settings.prot", "did you mean ftp.settings.port?")]
    [InlineData("ftp.setings.port=1", "ftp.setings.port", "did you mean ftp.settings.port?")]
    [InlineData("ftp.settings.port=abc", "ftp.settings.port = \"abc\"", "allowed: 1 to 65535")]
    [InlineData("ftp.settings.port.x=1", "ftp.settings.port.x", "no such setting")]
    [InlineData("ftp.settings.ban.length=3", "ftp.settings.ban.length", "no such setting")]
    [InlineData("ftp.settings.port=[1]", "ftp.settings.port = [", "not a port")]
    [InlineData("ftp.settings={port = x}", "ftp.settings.port = \"x\"", "not a port")]
    [InlineData("ftp.storage.file-mode=0240", "ftp.storage.file-mode = \"0240\"", "octal")]
    [InlineData("ftp.storage.file-mode=4755", "ftp.storage.file-mode", "set-id")]
    [InlineData("ftp.storage.more-roots={\"a/b\" = \"/mnt\"}", "ftp.storage.more-roots", "letters, digits")]
    [InlineData("ftp.persistence.provider=oracle", "ftp.persistence.provider = \"oracle\"", "sqlite or postgresql")]
    [InlineData("ftp.persistence.provider=postgresql", "ftp.persistence.connection-string", "needs one")]
    [InlineData("ftp.node.data-directory=", "ftp.node.data-directory = \"\"", "empty")]
    [InlineData("port=2121", "--set port", "did you mean ftp.settings.port?")]
    [InlineData("ftp.settings.addresses=[", "ftp.settings.addresses", "never closed")]
    public void A_bad_set_names_the_key_and_what_is_allowed(string set, string key, string allowed)
    {
        var problem = Assert.Single(Load([set]).Problems);
        Assert.Contains(key, problem, StringComparison.Ordinal);
        Assert.Contains(allowed, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Theory]
    [InlineData("ftp.settings {\n  port = 2121\n", "bad.conf:1: '{' is never closed")]
    [InlineData("ftp.settings.port = 2121\n}\n", "bad.conf:2: '}' closes nothing")]
    [InlineData("ftp.settings.greeting = \"hello\nftp.settings.port = 1\n", "bad.conf:1: a quotation mark is never closed")]
    [InlineData("\nftp.settings.port\n", "bad.conf:2: ftp.settings.port has no value")]
    [InlineData("ftp.settings { port = , guests = off }", "bad.conf:1: ftp.settings.port has no value")]
    [InlineData("ftp.settings.port = ${?PORT}", "bad.conf:1: ${?…}")]
    [InlineData("include \"other.conf\"\n", "bad.conf:1: include")]
    [InlineData("ftp.settings.addresses += \"::1\"\n", "bad.conf:1: +=")]
    [InlineData("ftp.settings.greeting = ${ftp.settings.welcome}\nftp.settings.welcome = ${ftp.settings.greeting}\n", "leads back to itself")]
    [InlineData("ftp.settings.addresses = [127.0.0.1, ::1]", "bad.conf:1: ':' in the value of ftp.settings.addresses: put the value into quotation marks")]
    [InlineData("ftp.settings.addresses = [\"127.0.0.1\",= \"::1\"]", "bad.conf:1: '=' in the value of ftp.settings.addresses")]
    [InlineData("ftp.settings.greeting = a=b", "bad.conf:1: '=' in the value of ftp.settings.greeting")]
    [InlineData("ftp.settings.greeting = ${nobody}", "${nobody}: no such key")]
    [InlineData("ftp.settings.greeting = \"a\\qb\"", "bad.conf: Unknown escape code")]
    public void A_file_that_cannot_be_meant_is_refused_by_its_name_and_line(string text, string expected)
    {
        Write("bad.conf", text);
        Assert.Contains(expected, Assert.Single(Load([], "bad.conf").Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"ftp\" : { \"settings\" : { \"port\" : 2121 } } }")]
    [InlineData("ftp.settings.port =\n  2121 # behind a line end\n")]
    [InlineData("ftp\n{\n  settings\n  {\n    port : 2121, guests : off\n  }\n}\n// end")]
    [InlineData("ftp { settings { passive-address = [\n  { for = \"10.0.0.0/8\", address = \"192.0.2.1\" }\n  { address = x.example }\n], port = 2121 } }")]
    [InlineData("my.port = 2121\nftp.settings.port = ${my.port}")]
    [InlineData("ftp.settings.port = 1\nftp.settings { port = 2121, welcome = \"\"\"{ [ \"quotes\" ${?x}\n \"\"\" }")]
    public void Other_ways_of_writing_are_read(string text)
    {
        Write("good.conf", text);
        var loaded = Load([], "good.conf");
        Assert.Empty(loaded.Problems);
        Assert.Equal(2121, loaded.Options!.Settings.Port);
    }

    [Theory]
    [InlineData("ftp.persistence.conection-string=Host=db;Password=hunter2")]
    [InlineData("ftp.persistance.connection-string=Host=db;Key=hunter2")]
    [InlineData("ftp.persistence.provider=Host=db;PWD=hunter2")]
    [InlineData("ftp.persistence.connection-string=hunter2\u0001")]
    [InlineData("ftp.database-password=hunter2")]
    [InlineData("persistence.connection-string=hunter2")]
    [InlineData("ftp.persistence.connection-string =hunter2\u0001")]
    [InlineData("ftp.persistence connection-string=hunter2")]
    [InlineData("ftp.settings.port=Host=db;Password=hunter2")]
    public void A_password_stands_in_no_message(string set)
    {
        var problem = Assert.Single(Load([set]).Problems);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
        Assert.Contains(set[..set.IndexOf('=', StringComparison.Ordinal)].Trim(), problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Brackets_without_end_are_a_problem_and_no_crash(char open, char close)
    {
        var value = string.Concat(Enumerable.Repeat(open == '[' ? "[" : "{a = ", 100_000)) + "1" + new string(close, 100_000);
        Write("deep.conf", $"ftp.settings.addresses = {value}");
        Assert.Contains("brackets within each other", Assert.Single(Load([], "deep.conf").Problems), StringComparison.Ordinal);
    }

    /// <summary>The parser throws what it happens to meet at odd ends of a text; whatever that is, it is a line for the operator.</summary>
    [Fact]
    public void Whatever_a_damaged_file_holds_is_a_problem_or_a_setting()
    {
        const string Pieces = "{}[]\"\"=:,#$\\ \n.a1${}+é\0";
        var seed = TestScale.Seed;
        var chance = new Random(seed);
        var good = File.ReadAllText(Path.Combine(Repository.Root, "hocon", "dev.conf"));
        for (var round = 0; round < TestScale.Of(2_000); round++)
        {
            var text = new System.Text.StringBuilder(good);
            for (var change = chance.Next(1, 6); change > 0; change--)
            {
                text[chance.Next(text.Length)] = Pieces[chance.Next(Pieces.Length)];
            }

            Write("damaged.conf", text.ToString());
            var failure = Record.Exception(() => Load([], "damaged.conf"));
            Assert.True(failure is null, $"seed {seed}, round {round}: {failure}\n{text}");
        }
    }

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(2, Load(["ftp.settings.port=x", "ftp.settings.guests=y"]).Problems.Length);

    [Fact]
    public void A_missing_file_is_a_problem_by_name() => Assert.Equal("nope.conf: no such file", Assert.Single(Load([], "nope.conf").Problems));

    [Fact]
    public void The_file_of_the_system_is_read_only_where_no_file_is_named()
    {
        var system = Write("system.conf", "ftp.settings.port = 2000");
        Write("mine.conf", "ftp.settings.guests = off");
        Assert.Equal(2000, ConfigLoader.Load(new ConfigSources([], []), _here.FullName, system).Options!.Settings.Port);
        Assert.Equal(21, ConfigLoader.Load(new ConfigSources(["mine.conf"], []), _here.FullName, system).Options!.Settings.Port);
    }

    [Theory]
    [InlineData("dev.conf")]
    [InlineData("node.single.conf")]
    [InlineData("persistence.sqlite.conf")]
    [InlineData("persistence.postgres.conf")]
    public void The_files_that_are_shipped_load(string name)
    {
        Write(name, File.ReadAllText(Path.Combine(Repository.Root, "hocon", name)));
        Assert.Empty(Load([], name).Problems);
    }

    private NodeOptions Good(string[] sets)
    {
        var loaded = Load(sets);
        Assert.Empty(loaded.Problems);
        return loaded.Options!;
    }

    private LoadedConfig Load(string[] sets, params string[] files) => ConfigLoader.Load(new ConfigSources(files, sets), _here.FullName, "/nowhere/ftp.conf");

    private string Write(string name, string text)
    {
        var path = Path.Combine(_here.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
