using System.Text.Json.Nodes;

namespace Ftp.Admin.Tests.Commands;

public sealed class ExplainTests : CommandTest
{
    [Fact]
    public async Task One_right_is_a_yes_with_its_entry()
    {
        var done = await GoodAsync("rights explain ada /projects/x delete");
        Assert.Equal("yes: entry 1 (edit to user ada) at /projects", done.Text);
        Assert.True((bool?)done.Body["allowed"]);
        Assert.Equal(1, (int?)done.Body["entry"]);
        Assert.Equal(12, (int?)done.Body["revision"]);
    }

    [Fact]
    public async Task Without_a_right_all_ten_are_shown()
    {
        var done = await GoodAsync("rights explain --guest /public");
        var decisions = Assert.IsType<JsonArray>(done.Body["decisions"]);
        Assert.Equal(10, decisions.Count);
        Assert.Equal(["list", "download"], decisions.Where(d => (bool?)d!["allowed"] == true).Select(d => (string?)d!["right"]));
        Assert.True((bool?)done.Body["guest"]);
        Assert.Null(done.Body["allowed"]);
    }

    [Fact]
    public async Task Entries_that_give_nothing_say_why()
    {
        var outside = await GoodAsync("rights explain ada /projects/inbox upload --from 192.0.2.7");
        Assert.Contains("without effect: entry 2 (group staff: drop at /projects/inbox): only from 10.0.0.0/8, not from 192.0.2.7", outside.Text, StringComparison.Ordinal);
        var inside = await GoodAsync("rights explain ada /projects/inbox upload --from ::ffff:10.1.2.3");
        Assert.Contains("entry 2 (group staff: drop at /projects/inbox): ended 2026-03-02 12:00:00Z", inside.Text, StringComparison.Ordinal);
        var closed = await GoodAsync("rights explain ada /projects/secret/x list");
        Assert.StartsWith("no: ", closed.Text, StringComparison.Ordinal);
        Assert.Contains("entry 1 (user ada: edit at /projects): /projects/secret is closed to entries above it", closed.Text, StringComparison.Ordinal);
        Assert.Equal(1, (int?)closed.Body["withoutEffect"]![0]!["id"]);
    }

    [Fact]
    public async Task A_disabled_user_is_said_to_be_so() =>
        Assert.Contains("user bob is disabled and cannot log in", (await GoodAsync("rights explain bob /public list")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task With_guest_there_is_no_user()
    {
        Assert.Contains("'/public' is too much", (await BadAsync("rights explain --guest ada list /public")).Detail, StringComparison.Ordinal);
        Assert.Equal(404, (await BadAsync("rights explain eve /public")).Status);
        Assert.Contains("did you mean 'public'?", (await BadAsync("rights explain ada /publc/x")).Detail, StringComparison.Ordinal);
    }
}
