using System.Text.Json.Nodes;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands;
using Ftp.Admin.Commands.Rendering;
using Ftp.Admin.Control;

namespace Ftp.Admin.Tests.Commands;

public sealed class RenderingTests : CommandTest
{
    [Fact]
    public async Task Status_is_sentences_for_people()
    {
        Server.Services.Settings.Publish(new ServerSettings { Certificate = "none" });
        Assert.Equal(
        """
        FTP:          on (switched by root at 2026-03-03 11:00:00Z)
        listening:    0.0.0.0:2121, [::]:2121
        certificate:  none: FTPS is off
        sessions:     2
        transfers:    1
        bans:         2
        node:         n1
        since:        2026-03-02 12:00:00Z
        alarm: the root nas is gone (since 2026-03-03 11:57:00Z)
        """,
        (await GoodAsync("status")).Text);
    }

    [Fact]
    public async Task Status_is_json_for_scripts()
    {
        Server.Services.Settings.Publish(new ServerSettings { Certificate = "none" });
        Assert.Equal(
        """{"enabled":true,"state":"on","listeners":[{"address":"0.0.0.0","port":2121,"tls":"none"},{"address":"::","port":2121,"tls":"none"}],"sessions":2,"transfers":1,"bans":2,"node":"n1","startedAt":"2026-03-02T12:00:00Z","changedBy":"root","changedAt":"2026-03-03T11:00:00Z","revision":12,"tls":{"offered":false,"certificate":null,"notAfter":null,"fingerprint":null,"trouble":null,"dataBinding":"same-session","effectiveDataBinding":"same-session"},"clearLogins":[],"clearLoginsSince":"2026-03-02T12:00:00Z","alarms":[{"key":"storage:nas","text":"the root nas is gone","since":"2026-03-03T11:57:00Z"}]}""",
        (await GoodAsync("status")).Body.ToJsonString(ControlWire.Json));
    }

    [Fact]
    public async Task Sessions_are_a_table() => Assert.Equal(
        """
        ID  LOGIN  FROM          TLS      AGE    IDLE  DIRECTORY  DOING
        7   ada    192.0.2.7     TLS 1.3  1h30m  5s    /projects  RETR /projects/a.bin
        9   -      198.51.100.4  -        3s     3s    /          idle
        """,
        (await GoodAsync("sessions list")).Text);

    [Fact]
    public async Task Rights_are_a_table() => Assert.Equal(
        """
        ID  FOLDER           FOR          RIGHTS  FROM        SINCE  UNTIL
        1   /projects        user ada     edit
        2   /projects/inbox  group staff  drop    10.0.0.0/8         2026-03-02 12:00:00Z
        3   /public          guests       view
        closed: /projects/secret
        """,
        (await GoodAsync("rights list")).Text);

    [Fact]
    public async Task Rights_are_json_for_scripts()
    {
        var body = (await GoodAsync("rights list projects --group staff")).Body;
        Assert.Equal(
            """{"items":[{"name":"/projects/inbox","id":2,"resource":"projects","folder":"/inbox","kind":"group","holder":"staff","rights":["upload"],"from":"10.0.0.0/8","since":null,"until":"2026-03-02T12:00:00Z"}],"total":1,"closed":["/projects/secret"]}""",
            body.ToJsonString(ControlWire.Json));
    }

    [Theory]
    [InlineData("settings list")]
    [InlineData("users list")]
    [InlineData("groups list")]
    [InlineData("resources list")]
    [InlineData("rights list")]
    [InlineData("sessions list")]
    [InlineData("transfers list")]
    [InlineData("limits show")]
    [InlineData("storage list")]
    [InlineData("certificates list")]
    public async Task Every_list_has_items_with_names_and_a_total(string line)
    {
        var body = (await GoodAsync(line)).Body;
        var items = Assert.IsType<JsonArray>(body["items"]);
        Assert.NotEmpty(items);
        Assert.All(items, i => Assert.False(string.IsNullOrEmpty((string?)i!["name"])));
        Assert.Equal(items.Count, (int?)body["total"]);
        Assert.All(items, i => Assert.All(i!.AsObject(), p => Assert.Matches("^[a-z][a-zA-Z]*$", p.Key)));
    }

    [Fact]
    public async Task A_user_is_shown_whole()
    {
        var body = (await GoodAsync("users show ada")).Body;
        Assert.Equal(("ada", true, true, "staff"), ((string?)body["name"], (bool?)body["enabled"], (bool?)body["hasPassword"], (string?)body["groups"]![0]));
        Assert.Equal(2, body["rights"]!.AsArray().Count);
        Assert.Equal("{\"allow\":[],\"deny\":[],\"hide\":[],\"maximumFileSize\":null}", body["rules"]!.ToJsonString());
    }

    [Fact]
    public async Task Hostile_names_do_not_reach_the_terminal()
    {
        // an escape sequence, a right-to-left override, a byte that is not UTF-8, a line end
        var hostile = "a\u001b[2Jb\u202ec" + NameCodec.Decode([0xFF]) + "\n";
        var card = Server.Sessions[0] with { Login = "ada", Doing = $"RETR {hostile}", Client = hostile, WorkingDirectory = FtpPath.Root.Child(hostile) };
        Server.Sessions = [card];
        foreach (var line in new[] { "sessions list", "sessions show 7", "transfers list" })
        {
            var done = await GoodAsync(line);
            Assert.DoesNotContain('\u001b', done.Text);
            Assert.DoesNotContain('\u202e', done.Text);
            Assert.DoesNotContain(done.Text, char.IsSurrogate);
            Assert.DoesNotContain('\ufffd', JsonNode.Parse(done.Body.ToJsonString(ControlWire.Json))!.ToJsonString(ControlWire.Json));
        }

        Assert.Contains(@"a\x1B[2Jb\u202Ec\xFF\x0A", (await GoodAsync("sessions list")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ordinary_names_are_shown_as_they_are() => Assert.Equal("Отчёт 2026 – é.pdf 📁", SafeText.Of("Отчёт 2026 – é.pdf 📁"));

    [Fact]
    public void A_problem_survives_the_wire()
    {
        var problem = Problem.NotFound("there is none");
        Assert.Equal(problem, Problem.FromJson(JsonNode.Parse(problem.ToJson().ToJsonString())));
        Assert.Null(Problem.FromJson(JsonNode.Parse("{}")));
        Assert.Null(Problem.FromJson(null));
    }
}
