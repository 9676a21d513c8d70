using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.History;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Commands;

/// <summary>What a change says of itself, and what is shown of past ones.</summary>
public sealed class HistoryTests : CommandTest
{
    private const string Terms = "--comment 'as asked' --if-revision 12 --command-id c-1";

    /// <summary>Every command that takes them; whoever adds one decides where it belongs.</summary>
    [Fact]
    public void Changes_of_configuration_take_a_comment_a_revision_and_an_id_and_nothing_else_does()
    {
        string[] without =
        [
            "status", "drain", "history", "history compare", "sessions list", "sessions show", "sessions kick", "transfers list", "transfers abort", "limits show", "storage list", "storage mkdir",
            "transfers throttle", "quotas rescan", "bans add", "bans remove", "users import", "backup", "restore",
        ];
        foreach (var command in Palette.Commands)
        {
            var reads = command.Verb is "list" or "show" or "get" or "history" or "explain";
            Assert.Equal(!reads && !without.Contains(command.Words), ChangeOptions.All.All(command.Options.Contains));
            Assert.Equal(!reads && !without.Contains(command.Words), ChangeOptions.All.Any(command.Options.Contains));
        }
    }

    [Theory]
    [InlineData("groups add crew")]
    [InlineData("groups rename staff crew")]
    [InlineData("resources set projects --description x")]
    [InlineData("rights revoke projects --user ada")]
    [InlineData("settings set port 2121")]
    [InlineData("off")]
    [InlineData("users disable ada")]
    [InlineData("users passwd ada")]
    [InlineData("users rename ada eva")]
    [InlineData("certificates remove web")]
    [InlineData("undo ada:3")]
    public async Task The_actors_hear_why_for_which_revision_and_by_which_id(string line)
    {
        await GoodAsync($"{line} {Terms}");
        var (comment, revision, id) = Assert.Single(Server.Told) switch
        {
            ChangeSetting c => (c.Command.Comment, c.Command.ExpectedRevision, c.Command.CommandId),
            CatalogCommand c => (c.Comment, c.ExpectedRevision, c.CommandId),
            AccountCommand c => (c.Comment, c.ExpectedRevision, c.CommandId),
            CertificateCommand c => (c.Comment, c.ExpectedRevision, c.CommandId),
            _ => default,
        };
        Assert.Equal((line.StartsWith("undo", StringComparison.Ordinal) ? "undo of ada:3: as asked" : "as asked", 12L, "c-1"), (comment, revision, id));
    }

    [Fact]
    public async Task What_is_only_made_sure_of_on_the_way_has_no_part_in_the_id_and_the_revision()
    {
        await GoodAsync($"users add eve --home {Terms}");
        var told = Server.Told.ToList();
        Assert.Equal([typeof(CatalogCommands.AddResource), typeof(AccountCommands.Add), typeof(CatalogCommands.Grant)], told.Select(t => t.GetType()));
        Assert.All(told.OfType<CatalogCommand>(), c => Assert.Equal(("as asked", null, null), (c.Comment, c.ExpectedRevision, c.CommandId)));
        Assert.Equal((12, "c-1"), Server.Single<AccountCommands.Add>() is var add ? (add.ExpectedRevision, add.CommandId) : default);
    }

    [Fact]
    public async Task With_a_revision_of_the_callers_a_conflict_is_told_and_not_tried_again()
    {
        Server.Answer = m => m is CatalogCommands.SetResource ? new CatalogAnswer.Refused(RefusalKind.Conflict, "the catalogue is at revision 12, not 3") : null;
        var problem = await BadAsync("resources set projects --file-mode 0600 --if-revision 3");
        Assert.Equal((409, true), (problem.Status, problem.IsConflict));
        Assert.Equal(3, Server.Single<CatalogCommands.SetResource>().ExpectedRevision);
    }

    [Theory]
    [InlineData("users rename nobody eva")]
    [InlineData("resources add projects --source scans")]
    [InlineData("groups remove crew")]
    public async Task A_repeat_that_finds_things_as_the_first_left_them_is_told_what_the_first_did(string line)
    {
        Assert.Contains((await BadAsync($"{line} --command-id c-1")).Status, new[] { 404, 409 });
        Server.Past["c-1"] = new("7", 9, FixedTime.Now, "root", "ctl", "local", "x", "did it", null);
        var done = await GoodAsync($"{line} --command-id c-1");
        Assert.Equal("done already, by revision 7 (2026-03-03 12:00:00Z): root did it", done.Text);
        Assert.True((bool?)done.Body["repeated"]);
        Assert.Empty(Server.Told);
        // without an id it is a mistake as before
        await BadAsync(line);
    }

    [Fact]
    public async Task A_failure_behind_a_change_of_the_same_call_is_not_taken_for_a_repeat()
    {
        Server.Past["c-1"] = new("7", 9, FixedTime.Now, "root", "ctl", "local", "x", "did it", null);
        Server.Answer = m => m is CatalogCommands.Grant ? new CatalogAnswer.Refused(RefusalKind.NotFound, "gone") : null;
        Assert.Equal(404, (await BadAsync("users add eve --home --command-id c-1")).Status);
    }

    [Fact]
    public async Task The_history_is_a_table_and_json()
    {
        var done = await GoodAsync("history");
        Assert.Equal(
            """
            REVISION  TIME                  WHO   DOOR  FROM   WHAT                                         COMMENT
            12        2026-03-03 11:59:00Z  root  ctl   local  granted entry 3 (view to guests) at /public  as asked
            11        2026-03-03 11:58:00Z  root  ctl   local  set port = 2121
            --before 17 shows more
            """, done.Text);
        Assert.Equal(
            """{"name":"12","position":20,"time":"2026-03-03T11:59:00Z","by":"root","door":"ctl","from":"local","event":"rights.granted","text":"granted entry 3 (view to guests) at /public","comment":"as asked"}""",
            done.Body["items"]![0]!.ToJsonString(ControlWire.Json));
        Assert.Equal((2, 17), ((int?)done.Body["total"], (int?)done.Body["next"]));
    }

    [Fact]
    public async Task Names_in_the_history_do_not_reach_the_terminal_as_they_are()
    {
        Server.Answer = m => m is HistoryQueries.List ? new HistoryPage([new("1", 1, FixedTime.Now, "root", "ctl", "local", "x", "added \u001b[2J", "\u001b]0;x")], null, FixedTime.Now) : null;
        var text = (await GoodAsync("history")).Text;
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("looked back to 2026-03-03 12:00:00Z", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_is_worked_out_again_when_somebody_else_was_faster()
    {
        var conflicts = 2;
        Server.Answer = m => m is CatalogCommands.Revoke && conflicts-- > 0 ? new CatalogAnswer.Refused(RefusalKind.Conflict, "moved on") : null;
        var done = await GoodAsync("undo 12");
        Assert.Equal("13", (string?)done.Body["revision"]);
        Assert.Equal(3, Server.Told.OfType<CatalogCommands.Revoke>().Count());
        Assert.All(Server.Told.OfType<CatalogCommands.Revoke>(), r => Assert.Equal(("undo of 12", 12), (r.Comment, r.ExpectedRevision)));
    }

    [Fact]
    public async Task Show_tells_the_revision_that_a_change_can_be_bound_to()
    {
        Server.Users["ada"] = Server.Users["ada"] with { Revision = 4 };
        foreach (var (line, revision) in new[] { ("users show ada", 4), ("resources show projects", 12), ("groups show staff", 12), ("settings get port", 12), ("certificates show web", 0) })
            Assert.Equal(revision, (int?)(await GoodAsync(line)).Body["revision"]);
    }

    [Fact]
    public async Task Explain_tells_then_by_the_rights_and_the_account_of_then()
    {
        var before = Server.State;
        Server.State = before with { Resources = before.Resources.Remove("projects") };
        Server.Publish();
        Server.State = before;
        Assert.Equal(404, (await BadAsync("rights explain ada /projects delete")).Status);
        var then = await GoodAsync("rights explain ada /projects delete --at 2026-03-02");
        Assert.Equal("yes: entry 1 (edit to user ada) at /projects\nas of 2026-03-02 00:00:00Z: revision 12, made 2026-03-01 12:00:00Z", then.Text);
        Assert.Equal("2026-03-02T00:00:00Z", (string?)then.Body["at"]);
        Assert.Contains("user bob was disabled and could not log in", (await GoodAsync("rights explain bob /public list --at 2026-03-02")).Text, StringComparison.Ordinal);
        Assert.Equal("there was no user 'eve' at 2026-03-02 00:00:00Z", (await BadAsync("rights explain eve /public --at 2026-03-02")).Detail);
        Assert.StartsWith("there was no resource 'lost' at 2026-03-02", (await BadAsync("rights explain ada /lost --at 2026-03-02")).Detail, StringComparison.Ordinal);
        Server.Answer = m => m is HistoryQueries.AsOf ? new HistoryThen(CatalogState.Empty, null, Server.Services.Settings.Current, null, null) : null;
        Assert.StartsWith("nothing was set up yet at 2026-01-01", (await BadAsync("rights explain --guest /public --at 2026-01-01")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_is_busy_or_fails_says_so()
    {
        Server.Answer = m => m is HistoryQuery ? new HistoryRefused(RefusalKind.Unavailable, "64 questions about the past are waiting already: try again") : null;
        Assert.Equal(503, (await BadAsync("history")).Status);
        Server.Answer = m => m is HistoryQuery ? new Akka.Actor.Status.Failure(new InvalidDataException("event 2 of the catalogue is missing")) : null;
        var problem = await BadAsync("undo 1");
        Assert.Equal(500, problem.Status);
        Assert.Contains("event 2 of the catalogue is missing", problem.Detail, StringComparison.Ordinal);
    }
}
