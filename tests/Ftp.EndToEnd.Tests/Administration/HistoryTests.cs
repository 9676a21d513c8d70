using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Administration;

/// <summary>The past of a running server by ctl, while a session is on.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_right_is_revoked_explained_as_it_was_and_given_back_by_undo_also_after_a_kill()
    {
        (await _server.CtlInputAsync("Lovelace-1815\n", "users", "add", "ada", "--password-stdin")).Expect("users add");
        await _server.CtlOkAsync("rights", "grant", "public", "--user", "ada", "--rights", "edit", "--comment", "for the project");
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await wire.ExpectAsync("MKD /public/x", 257);
        var granted = (await _server.CtlJsonAsync("history", "--of", "resource", "public", "--limit", "1")).GetProperty("items")[0];
        Assert.Equal("for the project", granted.GetProperty("comment").GetString());
        Assert.Contains("nothing was set up yet", (await _server.CtlAsync("rights", "explain", "ada", "/public", "--at", "2020-01-01")).Error, StringComparison.Ordinal);

        var revoked = await _server.CtlJsonAsync("rights", "revoke", "public", "--user", "ada", "--command-id", "once");
        await wire.ExpectAsync("MKD /public/y", 550);
        Assert.StartsWith("no:", await _server.CtlOkAsync("rights", "explain", "ada", "/public", "create-directory"), StringComparison.Ordinal);
        await _server.CtlOkAsync("groups", "add", "crew");
        var late = await _server.CtlAsync("groups", "remove", "crew", "--yes", "--if-revision", revoked.GetProperty("revision").ToString(), "--json");
        Assert.Contains("urn:ftp-actors:problem:conflict", late.Error, StringComparison.Ordinal);

        await _server.KillAsync();
        await _server.RestartAsync();
        // what was answered is not done twice, and the answer is that of the first
        Assert.Equal(revoked.GetProperty("revision").GetInt64(), (await _server.CtlJsonAsync("rights", "revoke", "public", "--user", "ada", "--command-id", "once")).GetProperty("revision").GetInt64());
        await _server.CtlOkAsync("undo", revoked.GetProperty("revision").ToString());
        await using var again = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await again.ExpectAsync("MKD /public/y", 257);
        Assert.StartsWith($"undo of {revoked.GetProperty("revision")}", (await _server.CtlJsonAsync("history", "--of", "user", "ada", "--limit", "1")).GetProperty("items")[0].GetProperty("comment").GetString(), StringComparison.Ordinal);
        var before = await _server.CtlJsonAsync("history", "compare", "--from", revoked.GetProperty("revision").ToString());
        Assert.Equal(2, before.GetProperty("total").GetInt32());
    }
}
