using Ftp.Actors.Catalog;

namespace Ftp.Admin.Tests.Ctl;

/// <summary>A change whose answer did not come is sent once more, with the same id.</summary>
public sealed class ResendingTests : CtlTest
{
    [Fact]
    public async Task An_unknown_outcome_is_asked_for_again_with_the_id_of_the_first()
    {
        var answers = 0;
        Server.Answer = m => m is CatalogCommands.AddGroup && answers++ == 0 ? new CatalogAnswer.Refused(RefusalKind.Unavailable, "no answer from the journal in time: outcome unknown; a repeat") : null;
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("groups", "add", "crew"));
        var told = Server.Told.Cast<CatalogCommands.AddGroup>().ToList();
        Assert.Equal(2, told.Count);
        Assert.Equal(32, told[0].CommandId!.Length);
        Assert.Equal(told[0].CommandId, told[1].CommandId);
    }

    [Fact]
    public async Task The_second_unknown_outcome_is_told()
    {
        Server.Answer = m => m is CatalogCommands.AddGroup ? new CatalogAnswer.Refused(RefusalKind.Unavailable, "the journal failed: outcome unknown; a repeat") : null;
        await StartAsync();
        Assert.Equal(1, await ScriptAsync("groups", "add", "crew", "--command-id", "mine", "--json"));
        Assert.Equal("urn:ftp-actors:problem:outcome-unknown", (string?)ErrorJson["type"]);
        Assert.Equal(["mine", "mine"], Server.Told.Cast<CatalogCommands.AddGroup>().Select(t => t.CommandId));
    }

    [Fact]
    public async Task What_was_certainly_not_done_is_not_sent_again()
    {
        Server.Answer = m => m is CatalogCommands.AddGroup ? new CatalogAnswer.Refused(RefusalKind.Unavailable, "the journal is not available; nothing was done: try again") : null;
        await StartAsync();
        Assert.Equal(1, await ScriptAsync("groups", "add", "crew"));
        Assert.Single(Server.Told);
    }

    [Fact]
    public async Task Every_call_has_an_id_of_its_own()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("groups", "add", "crew"));
        Assert.Equal(0, await ScriptAsync("groups", "add", "crew"));
        Assert.Equal(2, Server.Told.Cast<CatalogCommands.AddGroup>().Select(t => t.CommandId).Distinct().Count());
    }
}
