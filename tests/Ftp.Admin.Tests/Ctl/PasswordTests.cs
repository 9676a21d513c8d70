using System.Collections.Concurrent;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Microsoft.Extensions.Logging;

namespace Ftp.Admin.Tests.Ctl;

public sealed class PasswordTests : CtlTest
{
    private const string Secret = "Tr0ub4dor-and-3";

    [Fact]
    public async Task A_terminal_is_asked_twice()
    {
        await StartAsync();
        Assert.Equal(0, await TerminalAsync("", [Secret, Secret], "users", "add", "eve"));
        Assert.Equal(Secret, Server.Single<AccountCommands.Add>().Password!.Reveal());
        Assert.Equal("Password: \nAgain: \n", Error);
    }

    [Fact]
    public async Task Different_or_empty_passwords_are_asked_for_again()
    {
        await StartAsync();
        Assert.Equal(0, await TerminalAsync("", [Secret, "other", "", Secret, Secret], "users", "passwd", "ada"));
        Assert.Equal(Secret, Server.Single<AccountCommands.SetPassword>().Password.Reveal());
        Assert.Contains("The two are not the same.", Error, StringComparison.Ordinal);
        Assert.Contains("A password cannot be empty.", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_attempts_it_gives_up()
    {
        await StartAsync();
        Assert.Equal(2, await TerminalAsync("", ["a", "b", "c", "d", "e", "f"], "users", "passwd", "ada"));
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task Nobody_is_asked_where_no_server_would_take_it()
    {
        Assert.Equal(1, await TerminalAsync("", [], "users", "passwd", "ada", "--data", Data));
        Assert.DoesNotContain("Password:", Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Secret + "\n")]
    [InlineData(Secret + "\r\nanother line\n")]
    [InlineData(Secret)]
    public async Task Standard_input_gives_its_first_line(string input)
    {
        await StartAsync();
        Assert.Equal(0, await ScriptWithInputAsync(input, "users", "add", "eve", "--password-stdin"));
        Assert.Equal(Secret, Server.Single<AccountCommands.Add>().Password!.Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task An_empty_standard_input_is_wrong_usage(string input)
    {
        await StartAsync();
        Assert.Equal(2, await ScriptWithInputAsync(input, "users", "add", "eve", "--password-stdin"));
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task A_generated_password_is_printed_once_and_is_another_each_time()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("users", "add", "eve", "--generate"));
        var first = Server.Single<AccountCommands.Add>().Password!.Reveal();
        Assert.Equal($"user eve added\npassword: {first}\n", Out);
        Assert.Equal(20, first.Length);
        Assert.Equal(0, await ScriptAsync("users", "passwd", "ada", "--generate", "--json"));
        var second = Server.Single<AccountCommands.SetPassword>().Password.Reveal();
        Assert.Equal(second, (string?)Json["password"]);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(8, 20)]
    [InlineData(64, 64)]
    public async Task A_generated_password_is_what_the_server_takes_whatever_it_asks_for(int least, int length)
    {
        Server.Services.Settings.Publish(new ServerSettings { PasswordMinimumLength = least, PasswordMinimumClasses = 4 });
        await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            Server.Told.Clear();
            Assert.Equal(0, await ScriptAsync("users", "add", "eve", "--generate"));
            var password = Server.Single<AccountCommands.Add>().Password!.Reveal();
            Assert.Equal(length, password.Length);
            Assert.Null(PasswordPolicy.Of(Server.Services.Settings.Current).Unfit(password, "eve"));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_password_shows_in_no_output_and_no_log(bool refused, bool broken)
    {
        Server.Answer = message => message switch
        {
            AccountCommand when refused => new AccountAnswer.Refused(RefusalKind.Invalid, "too short"),
            AccountQueries.Get when broken => throw new InvalidOperationException("broken"),
            AccountCommand add when broken => new Akka.Actor.Status.Failure(new InvalidOperationException($"could not do {add}")),
            _ => null,
        };
        Server.Context = Server.Context with { AskTimeout = TimeSpan.FromMilliseconds(300) };
        var log = new KeptLogs();
        await StartAsync(log);
        await ScriptWithInputAsync(Secret, "users", "add", "eve", "--password-stdin");
        var all = Out + Error;
        await ScriptWithInputAsync(Secret, "users", "passwd", "ada", "--password-stdin", "--json");
        all += Out + Error + string.Join('\n', log.Lines) + string.Join('\n', Server.Log.Entries) + string.Join('\n', Server.Told);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.NotEmpty(Server.Told);
    }

    private sealed class KeptLogs : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
