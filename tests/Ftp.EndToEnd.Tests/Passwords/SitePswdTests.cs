using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Passwords;

public sealed class SitePswdTests : IAsyncLifetime
{
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(["ftp.settings.password-minimum-classes=2"]);
        await _server.AddUserAsync("ada", "Lovelace-1815");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_owner_sets_a_password_and_logs_in_with_it_also_after_a_restart_and_nothing_of_it_is_in_the_log()
    {
        await using var other = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await using (var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815"))
        {
            await wire.ExpectAsync("SITE PSWD", 501);
            await wire.ExpectAsync("SITE PSWD Wrong-Guess-77 Analytical Engine", 501);
            await wire.ExpectAsync("SITE PSWD Wrong-Guess-77 \"Analytical Engine\"", 530);
            await wire.ExpectAsync("SITE PSWD Lovelace-1815 tooplain", 550);
            await wire.ExpectAsync("SITE PSWD Lovelace-1815 \"Analytical Engine\"", 200);
            await wire.ExpectAsync("PWD", 257);
        }

        // whoever was in stays in
        await other.ExpectAsync("PWD", 257);
        await using (var old = await FtpWire.ConnectAsync(_server.Port))
        {
            await old.ExpectAsync("USER ada", 331);
            await old.ExpectAsync("PASS Lovelace-1815", 530);
        }

        await _server.KillAsync();
        Assert.All(["Lovelace-1815", "Analytical Engine", "Wrong-Guess-77", "tooplain"], secret => Assert.DoesNotContain(secret, _server.Output, StringComparison.Ordinal));
        Assert.Contains("login.failed", _server.Output, StringComparison.Ordinal);
        await _server.RestartAsync();
        await using var back = await FtpWire.LoginAsync(_server.Port, "ada", "Analytical Engine");
        Assert.Equal("ada", (await _server.CtlJsonAsync("users", "show", "ada")).GetProperty("changedBy").GetString());
    }

    [Fact]
    public async Task Three_wrong_old_ones_end_the_session()
    {
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await wire.ExpectAsync("SITE PSWD Wrong-Guess-1 Engine-1837", 530);
        await wire.ExpectAsync("SITE PSWD Wrong-Guess-2 Engine-1837", 530);
        await wire.ExpectAsync("SITE PSWD Wrong-Guess-3 Engine-1837", 421);
    }

    [Fact]
    public async Task Setting_and_account_decide_in_a_session_that_runs()
    {
        await using var wire = await FtpWire.LoginAsync(_server.Port, "ada", "Lovelace-1815");
        await _server.CtlOkAsync("settings", "set", "password-change", "off");
        await wire.ExpectAsync("SITE PSWD Lovelace-1815 Engine-1837", 550);
        await _server.CtlOkAsync("users", "set", "ada", "--change-password", "on");
        await wire.ExpectAsync("SITE PSWD Lovelace-1815 Engine-1837", 200);
        await _server.CtlOkAsync("users", "set", "ada", "--change-password", "off");
        await wire.ExpectAsync("SITE PSWD Engine-1837 Engine-1838", 550);
    }

    [Fact]
    public async Task Users_add_and_passwd_ask_for_the_same_as_SITE_PSWD()
    {
        foreach (var words in new[] { new[] { "users", "add", "eve", "--password-stdin" }, ["users", "passwd", "ada", "--password-stdin"] })
        {
            var refused = await _server.CtlInputAsync("password1\n", words);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("it is one of the most common passwords", refused.Error, StringComparison.Ordinal);
            refused = await _server.CtlInputAsync($"{words[2]}xyz\n", words);
            Assert.Contains("it has 6 characters; at least 8 are needed (password-minimum-length); it has 1 of the kinds lower case, upper case, digits, others; at least 2 are needed", refused.Error, StringComparison.Ordinal);
            Assert.Contains($"it must not hold '{words[2]}'", refused.Error, StringComparison.Ordinal);
        }

        Assert.Contains("password: ", await _server.CtlOkAsync("users", "add", "eve", "--generate"), StringComparison.Ordinal);
    }
}
