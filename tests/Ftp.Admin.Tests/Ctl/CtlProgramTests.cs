using Ftp.Actors.Accounts;
using Ftp.Actors.Supervision;

namespace Ftp.Admin.Tests.Ctl;

public sealed class CtlProgramTests : CtlTest
{
    [Theory]
    [InlineData]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_shows_every_noun_and_is_good(params string[] args)
    {
        Assert.Equal(0, await ScriptAsync(args));
        foreach (var word in new[] { "status", "on (start)", "users add", "rights grant", "limits show", "--json", "$FTP_DATA" })
            Assert.Contains(word, Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users", "--help")]
    [InlineData("help", "users")]
    public async Task Help_of_a_noun_shows_its_commands(params string[] args)
    {
        Assert.Equal(0, await ScriptAsync(args));
        Assert.Contains("users rename NAME NEW-NAME", Out, StringComparison.Ordinal);
        Assert.DoesNotContain("groups add", Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users", "remove", "--help")]
    [InlineData("help", "users", "remove")]
    [InlineData("users", "remove", "ada", "-h")]
    public async Task Help_of_a_command_says_what_it_needs(params string[] args)
    {
        Assert.Equal(0, await ScriptAsync(args));
        Assert.Contains("usage: ftp-host ctl users remove NAME", Out, StringComparison.Ordinal);
        Assert.Contains("in scripts it needs --yes", Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statsu", "there is no command 'statsu'; did you mean 'status'?")]
    [InlineData("user list", "did you mean 'users'?")]
    [InlineData("users", "users: which of add, list, show")]
    [InlineData("users ad eve", "did you mean 'users add'?")]
    [InlineData("users add eve --hom --generate", "did you mean --home?")]
    [InlineData("users add eve --password secret", "a password never stands on the command line")]
    [InlineData("users list --jsno", "did you mean --json?")]
    [InlineData("users list --generate", "users list takes no password")]
    [InlineData("users add eve --generate --password-stdin", "exclude each other")]
    [InlineData("users add eve", "needs a password: --password-stdin reads one line, --generate makes one")]
    [InlineData("users set ada --description", "--description needs a value")]
    [InlineData("users set ada --description a --description b", "--description is given 2 times; once is allowed")]
    [InlineData("users set ada --description a b", "'b' is too much (a text with spaces needs quotes)")]
    [InlineData("status --data", "--data needs a value")]
    [InlineData("status --set port", "is not KEY=VALUE")]
    [InlineData("status --json=yes", "--json takes no value")]
    [InlineData("users add eve --home=false", "home takes no value")]
    [InlineData("help nonsense", "there is no command 'nonsense'")]
    public async Task Wrong_usage_says_what_was_meant_and_ends_with_2(string line, string error)
    {
        await StartAsync();
        Assert.Equal(2, await ScriptAsync(line.Split(' ')));
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Contains(error, Error, StringComparison.Ordinal);
        Assert.Empty(Out);
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task A_good_command_prints_its_text_and_ends_with_0()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("groups", "list"));
        Assert.Equal("NAME   MEMBERS  DESCRIPTION\nstaff  1        who works here\n", Out);
        Assert.Empty(Error);
    }

    [Fact]
    public async Task A_refused_command_ends_with_1_and_a_sentence()
    {
        await StartAsync();
        Assert.Equal(1, await ScriptAsync("users", "show", "adda"));
        Assert.Equal("error: there is no user 'adda'; did you mean 'ada'?\n", Error);
    }

    [Fact]
    public async Task With_json_the_error_is_a_problem_on_standard_error()
    {
        await StartAsync();
        Assert.Equal(1, await ScriptAsync("users", "show", "adda", "--json"));
        Assert.Empty(Out);
        Assert.Equal("urn:ftp-actors:problem:not-found", (string?)ErrorJson["type"]);
        Assert.Equal("Not found", (string?)ErrorJson["title"]);
        Assert.Equal(404, (int?)ErrorJson["status"]);
        Assert.Equal("there is no user 'adda'; did you mean 'ada'?", (string?)ErrorJson["detail"]);

        Assert.Equal(2, await ScriptAsync("--json", "users", "shwo"));
        Assert.Equal(400, (int?)ErrorJson["status"]);
    }

    [Fact]
    public async Task Values_that_look_like_options_are_joined_or_stand_behind_two_dashes()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("users", "set", "ada", "--description=--json"));
        Assert.Equal("--json", Server.Single<AccountCommands.Set>().Change.Description);
        Assert.Equal(0, await ScriptAsync("groups", "add", "--description", "x", "--", "--help"));
        Assert.Equal("--help", Server.Single<Actors.Catalog.CatalogCommands.AddGroup>().Name);
    }

    [Fact]
    public async Task Something_destructive_needs_yes_in_a_script()
    {
        await StartAsync();
        Assert.Equal(2, await ScriptAsync("users", "remove", "ada"));
        Assert.Contains("users remove ada: the account, its rights and its memberships go; its files stay; in scripts this needs --yes", Error, StringComparison.Ordinal);
        Assert.Empty(Server.Told);
        Assert.Equal(0, await ScriptAsync("users", "remove", "ada", "--yes"));
        Assert.Equal("ada", Server.Single<AccountCommands.Remove>().Login);
    }

    [Theory]
    [InlineData("y\n", 0)]
    [InlineData("yes\n", 0)]
    [InlineData("n\n", 1)]
    [InlineData("\n", 1)]
    [InlineData("", 1)]
    public async Task Something_destructive_asks_on_a_terminal(string typed, int code)
    {
        await StartAsync();
        Assert.Equal(code, await TerminalAsync(typed, [], "groups", "remove", "staff"));
        Assert.Contains("Go on? [y/N]", Error, StringComparison.Ordinal);
        Assert.Equal(code == 0 ? 1 : 0, Server.Told.Count);
    }

    [Fact]
    public async Task What_can_be_undone_does_not_ask()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("off"));
        Assert.Equal(0, await ScriptAsync("rights", "revoke", "projects", "--user", "ada"));
        Assert.Equal(0, await ScriptAsync("sessions", "kick", "7", "--yes"));
    }

    [Fact]
    public async Task Whatever_goes_wrong_ends_with_1_and_a_sentence()
    {
        Assert.Equal(1, await RunAsync(Env("") with { Variable = _ => throw new InvalidOperationException("odd") }, "status", "--json"));
        Assert.Contains("odd", (string?)ErrorJson["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_journal_is_an_unknown_outcome()
    {
        Server.Context = Server.Context with { AskTimeout = TimeSpan.FromMilliseconds(100) };
        Server.Silent = true;
        await StartAsync();
        Assert.Equal(1, await ScriptAsync("on", "--json"));
        Assert.Equal(503, (int?)ErrorJson["status"]);
        Assert.Equal("urn:ftp-actors:problem:outcome-unknown", (string?)ErrorJson["type"]);
        Assert.Equal(1, await ScriptAsync("users", "list", "--json"));
        Assert.Equal("urn:ftp-actors:problem:unavailable", (string?)ErrorJson["type"]);
    }

    [Fact]
    public async Task A_drain_names_who_asked_and_may_take_longer_than_the_usual_patience()
    {
        Server.Context = Server.Context with { AskTimeout = TimeSpan.FromMilliseconds(1) };
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("drain", "--deadline", "1m", "--json"));
        Assert.Equal(2, (int?)Json["sessionsEnded"]);
        Assert.Equal((TimeSpan.FromMinutes(1), false), (Server.Single<Drain>().Deadline, string.IsNullOrEmpty(Server.Single<Drain>().By)));
    }
}
