using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Tests.Ctl;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Commands;

/// <summary><c>ctl backup</c> and <c>ctl restore</c> over the real socket, with the server's rules behind it.</summary>
public sealed class BackupTests : CtlTest
{
    private const string Verifier = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private string FilePath => Path.Combine(Top, "ftp.json");

    [Fact]
    public async Task A_backup_restored_on_a_new_server_is_the_same_configuration()
    {
        var live = await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        Assert.Contains("3 users", Out, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        var before = live.Now();

        var fresh = new LiveServer(Server);
        Server.Store.Remove("gone");
        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--yes"));
        Assert.Contains("+ resource projects: entries edit to user:ada at /", Out, StringComparison.Ordinal);
        Assert.Contains("note: the certificate 'gone'", Out, StringComparison.Ordinal);
        Assert.DoesNotContain("argon2", Out, StringComparison.Ordinal);
        Assert.Equal(Text(before), Text(fresh.Now()));
        Assert.All(Server.Told.OfType<CatalogCommand>().Where(c => c.Comment is not null), c => Assert.StartsWith("restore of ftp.json from 2026-03-03", c.Comment, StringComparison.Ordinal));
        Assert.Contains(Server.Told.OfType<CatalogCommand>(), c => c.Comment is not null);

        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--yes"));
        Assert.Contains("has this configuration already", Out, StringComparison.Ordinal);
        Assert.Equal(0, await ScriptAsync("backup", "again.json"));
        Assert.Equal(Content("ftp.json"), Content("again.json"));
    }

    [Fact]
    public async Task Standard_output_takes_the_same_file()
    {
        await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        Assert.Equal(0, await ScriptAsync("backup", "-"));
        Assert.Equal(File.ReadAllText(FilePath).TrimEnd(), Out.TrimEnd());
    }

    [Fact]
    public async Task A_file_that_is_there_is_overwritten_only_with_yes()
    {
        await RichAsync();
        await File.WriteAllTextAsync(FilePath, "mine", TestContext.Current.CancellationToken);
        Assert.Equal(1, await ScriptAsync("backup", "ftp.json"));
        Assert.Equal("mine", await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken));
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json", "--yes"));
        Assert.NotEqual("mine", await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_dry_run_shows_the_difference_and_changes_nothing()
    {
        var live = await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        Grant("projects", "/", Holder.User("bob"), Rights.View);
        Change(new CatalogCommands.AddGroup("new", "", Root));
        var before = Text(live.Now());
        Server.Told.Clear();
        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--dry-run"));
        Assert.Contains("- group new\n", Out, StringComparison.Ordinal);
        Assert.Contains("- resource projects: entries view to user:bob at /\n", Out, StringComparison.Ordinal);
        Assert.Contains("2 steps would be taken; nothing was changed", Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Told, m => m is CatalogCommand or AccountCommand);
        Assert.Equal(before, Text(live.Now()));
        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--dry-run", "--json"));
        Assert.Equal(2, Json["difference"]!.AsArray().Count);
        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--dry-run", "--merge"));
        Assert.Contains("has this configuration already", Out, StringComparison.Ordinal);
        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--dry-run", "--only", "groups"));
        Assert.Contains("1 step would be taken", Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_before_it_changes_anything()
    {
        await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        Change(new CatalogCommands.AddGroup("new", "", Root));
        Assert.Equal(2, await ScriptAsync("restore", "ftp.json"));
        Assert.Contains("in scripts this needs --yes", Error, StringComparison.Ordinal);
        Assert.Equal(1, await TerminalAsync("n\n", [], "restore", "ftp.json"));
        Assert.True(Server.State.Groups.ContainsKey("new"));
        Assert.Equal(0, await TerminalAsync("y\n", [], "restore", "ftp.json"));
        Assert.False(Server.State.Groups.ContainsKey("new"));
    }

    [Fact]
    public async Task Interrupted_half_way_the_same_command_goes_on()
    {
        var live = await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        var whole = Text(live.Now());
        for (var dies = 0; ; dies++)
        {
            var fresh = new LiveServer(Server) { DiesAfter = dies };
            if (await ScriptAsync("restore", "ftp.json", "--yes") == 0)
            {
                Assert.InRange(dies, 15, 40);
                return;
            }

            fresh.DiesAfter = null;
            Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--yes"));
            Assert.Equal(whole, Text(fresh.Now()));
        }
    }

    [Fact]
    public async Task Single_refusals_are_reported_and_the_rest_is_done()
    {
        var live = await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        var whole = Text(live.Now());
        var fresh = new LiveServer(Server);
        var refuse = Server.Answer;
        Server.Answer = m => m is CatalogCommands.CloseFolder ? new CatalogAnswer.Refused(RefusalKind.Invalid, "not today") : refuse(m);
        Assert.Equal(1, await ScriptAsync("restore", "ftp.json", "--yes"));
        Assert.Contains("refused: resource projects: closing /secret: not today", Out, StringComparison.Ordinal);
        Assert.Contains("1 refused; the same command again tries only what is missing", Out, StringComparison.Ordinal);
        Server.Answer = refuse;
        Assert.Equal(0, await ScriptAsync("restore", "ftp.json", "--yes", "--json"));
        Assert.Equal(1, Json["made"]!.GetValue<int>());
        Assert.Equal(whole, Text(fresh.Now()));
    }

    [Fact]
    public async Task Somebody_elses_change_meanwhile_stops_it()
    {
        var live = await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        Change(new CatalogCommands.AddGroup("new", "", Root));
        var answer = Server.Answer;
        Server.Answer = m =>
        {
            // between the reading and the first step
            if (m is Ftp.Actors.Accounts.AccountQueries.Export)
                Server.State = Server.State with { Revision = Server.State.Revision + 1 };
            return answer(m);
        };
        Assert.Equal(1, await ScriptAsync("restore", "ftp.json", "--yes"));
        Assert.Contains("somebody changed the configuration meanwhile", Error, StringComparison.Ordinal);
        Assert.True(Server.State.Groups.ContainsKey("new"));
        Assert.Equal(0, await ScriptAsync("backup", "moved.json"));
        Assert.Contains("was changed while the users were read", Out, StringComparison.Ordinal);
        Assert.NotNull(live);
    }

    [Theory]
    [InlineData("{\"format\":\"ftp-actors-configuration\",\"version\":9}", "its version is 9; this server reads version 1")]
    [InlineData("hello", "no JSON")]
    public async Task A_wrong_file_is_refused_before_anything_is_asked(string content, string why)
    {
        await RichAsync();
        Server.Told.Clear();
        await File.WriteAllTextAsync(FilePath, content, TestContext.Current.CancellationToken);
        Assert.Equal(1, await ScriptAsync("restore", "ftp.json", "--yes"));
        Assert.Contains(why, Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task A_value_that_the_server_would_refuse_changes_nothing()
    {
        await RichAsync();
        Assert.Equal(0, await ScriptAsync("backup", "ftp.json"));
        var node = JsonNode.Parse(await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken))!;
        node["settings"]![0]!["key"] = "port";
        node["groups"]![0]!["members"]!.AsArray().Add("nobody");
        await File.WriteAllTextAsync(FilePath, node.ToJsonString(), TestContext.Current.CancellationToken);
        Server.Told.Clear();
        Assert.Equal(1, await ScriptAsync("restore", "ftp.json", "--yes"));
        Assert.Contains("nothing was changed", Error, StringComparison.Ordinal);
        Assert.Contains("member nobody: there is no user 'nobody'", Error, StringComparison.Ordinal);
        Assert.Contains("setting ", Error, StringComparison.Ordinal);
        Assert.Empty(Server.Told);
    }

    private static Origin Root { get; } = new("root", "ctl", "local");

    private async Task<LiveServer> RichAsync()
    {
        var live = new LiveServer(Server);
        Server.Store["gone"] = Server.Store["web"] with { Name = "gone" };
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("resources", "add", "projects", "--source", "projects", "--description", "what we do"));
        Assert.Equal(0, await ScriptAsync("resources", "add-directory", "projects", "--as", "archive", "--source", "nas:/scans"));
        Assert.Equal(0, await ScriptAsync("resources", "set", "projects", "--file-mode", "0600", "--deny", "*.exe"));
        Assert.Equal(0, await ScriptAsync("groups", "add", "staff", "--description", "who works here"));
        foreach (var user in new[] { "ada", "bob", "Eve" })
            Assert.Equal(0, await ScriptAsync("users", "add", user, "--no-password", "--max-connections", "4"));
        Assert.Equal(0, await ScriptAsync("users", "disable", "bob"));
        Assert.Equal(0, await ScriptAsync("groups", "add-member", "staff", "bob"));
        Assert.Equal(0, await ScriptAsync("settings", "set", "greeting", "Grüße"));
        Server.Answer(new AccountCommands.SetVerifier("ada", new Secret(Verifier), Root));
        Server.Answer(new AccountCommands.SetVerifier("bob", new Secret(Verifier), Root));
        Grant("projects", "/", Holder.User("ada"), Rights.Edit);
        Grant("projects", "/in", Holder.Group("staff"), Rights.Drop);
        Grant("projects", "/", Holder.Guest, Rights.View);
        Change(new CatalogCommands.CloseFolder("projects", FtpPath.Parse("/secret"), Root));
        return live;
    }

    private void Grant(string resource, string folder, Holder holder, Rights rights) => Change(new CatalogCommands.Grant(resource, FtpPath.Parse(folder), holder, rights, null, null, null, Root));

    private void Change(CatalogCommand command) => Assert.IsType<CatalogAnswer.Done>(Server.Answer(command));

    /// <summary>Without its head, which says when and at which revision.</summary>
    private string Content(string name)
    {
        var node = JsonNode.Parse(File.ReadAllText(Path.Combine(Top, name)))!.AsObject();
        foreach (var head in new[] { "madeAt", "revision", "certificates" })
            node.Remove(head);
        return node.ToJsonString();
    }

    private static string Text(Ftp.Actors.Backup.Configuration configuration) => System.Text.Json.JsonSerializer.Serialize(
        new Ftp.Actors.Backup.ConfigurationFile
        {
            Format = "",
            Version = 1,
            MadeAt = default,
            MadeBy = "",
            Revision = 0,
            Certificates = [],
            Settings = configuration.Settings,
            Groups = configuration.Groups,
            Resources = configuration.Resources,
            Users = configuration.Users,
        },
        Ftp.Actors.Backup.ConfigurationJson.Default.ConfigurationFile);
}
