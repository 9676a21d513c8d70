namespace Ftp.Admin.Tests.Ctl;

public sealed class ServerFinderTests : CtlTest
{
    [Fact]
    public async Task Without_a_server_every_place_tried_is_named()
    {
        Directory.CreateDirectory(Data);
        Assert.Equal(1, await ScriptAsync("status"));
        Assert.Contains($"{Data} (./data): no server runs there", Error, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(Top, "elsewhere")} (the server's files): no such directory", Error, StringComparison.Ordinal);
        Assert.Contains("/var/lib/ftp-actors (packaged)", Error, StringComparison.Ordinal);
        Assert.Contains("--data DIR", Error, StringComparison.Ordinal);
        Assert.Equal(1, await ScriptAsync("status", "--json"));
        Assert.Equal("urn:ftp-actors:problem:no-server", (string?)ErrorJson["type"]);
    }

    [Fact]
    public async Task It_is_found_in_the_data_directory_below_the_current_one()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("status"));
    }

    [Fact]
    public async Task It_is_found_by_data_with_a_path_relative_to_the_caller()
    {
        Data = Path.Combine(Top, "other", "place");
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("--data", "other/place", "status"));
        Assert.Equal(0, await ScriptAsync("status", "--data=" + Data));
    }

    [Fact]
    public async Task It_is_found_by_the_servers_own_options()
    {
        Data = Path.Combine(Top, "named");
        await StartAsync();
        var env = Env("") with { ResolveDataDirectory = (hocon, sets) => hocon is ["a.conf", "b.conf"] && sets is ["ftp.node.data-directory=x"] ? "named" : "wrong" };
        Assert.Equal(0, await RunAsync(env, "status", "--hocon", "a.conf", "--hocon", "b.conf", "--set", "ftp.node.data-directory=x"));
    }

    [Fact]
    public async Task It_is_found_by_the_environment()
    {
        Data = Path.Combine(Top, "env");
        await StartAsync();
        Assert.Equal(0, await RunAsync(Env("") with { Variable = name => name == "FTP_DATA" ? "env" : null }, "status"));
    }

    [Fact]
    public async Task A_place_that_was_named_is_the_only_one_tried()
    {
        await StartAsync();
        Assert.Equal(1, await ScriptAsync("status", "--data", "wrong"));
        Assert.Equal(1, await RunAsync(Env("") with { Variable = _ => "wrong" }, "status"));
        Assert.Equal(1, await ScriptAsync("status", "--hocon", "x.conf"));
    }

    [Fact]
    public async Task Somebody_elses_server_below_the_current_directory_is_told_nothing_unless_it_is_named()
    {
        await StartAsync();
        var planted = Env("long enough\n") with { IsOwn = _ => false };
        Assert.Equal(1, await RunAsync(planted, "users", "add", "eve", "--password-stdin"));
        Assert.Contains($"{Data} (./data): its server runs as {Environment.UserName}, not as you or root", Error, StringComparison.Ordinal);
        Assert.Contains("/var/lib/ftp-actors (packaged)", Error, StringComparison.Ordinal);
        Assert.Equal("long enough", planted.In.ReadLine());
        Assert.Empty(Server.Told);
        Assert.Equal(0, await RunAsync(Env("") with { IsOwn = _ => false }, "status", "--data", "data"));
        Assert.Equal(0, await RunAsync(Env("") with { IsOwn = _ => false, Variable = _ => "data" }, "status"));
    }

    [Fact]
    public async Task The_message_says_why_only_one_place_was_tried()
    {
        await StartAsync();
        Assert.Equal(1, await RunAsync(Env("") with { Variable = name => name == "FTP_DATA" ? "stale" : null }, "status"));
        Assert.Contains("tried this place alone, because it was named:", Error, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(Top, "stale")} ($FTP_DATA): no such directory", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("packaged", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_an_error_where_they_were_named_and_a_note_else()
    {
        var env = Env("") with { ResolveDataDirectory = (_, _) => throw new InvalidOperationException("ftp.node.data-directory: no such file") };
        Assert.Equal(1, await RunAsync(env, "status", "--hocon", "x.conf"));
        Assert.Equal("error: ftp.node.data-directory: no such file\n", Error);
        await StartAsync();
        Assert.Equal(0, await RunAsync(Env("") with { ResolveDataDirectory = env.ResolveDataDirectory }, "status"));
    }
}
