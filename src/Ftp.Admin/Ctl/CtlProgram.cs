using System.Globalization;
using System.Net.Sockets;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary><c>ftp-host ctl</c>. Exit codes: 0 good, 1 failed, 2 wrong usage.</summary>
public static class CtlProgram
{
    /// <param name="args">What stands behind <c>ctl</c>.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CtlEnvironment env)
    {
        // for the errors of a line that could not be read
        var json = args.TakeWhile(a => a != "--").Contains("--json");
        try
        {
            return await RunAsync(CtlOptions.Parse(args), env).ConfigureAwait(false) ? 0 : 1;
        }
        catch (ProblemException failure)
        {
            return await FailAsync(failure.Problem).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // scripts read exit codes: a crash would be 134, which says nothing
            var sentence = failure is IOException or UnauthorizedAccessException or SocketException ? failure.Message : $"unexpected fault: {failure}";
            return await FailAsync(Problem.Failed(sentence)).ConfigureAwait(false);
        }

        async Task<int> FailAsync(Problem problem)
        {
            await env.Error.WriteLineAsync(json ? problem.ToJson().ToJsonString(ControlWire.Json) : $"error: {problem.Detail}").ConfigureAwait(false);
            return problem.IsUsage ? 2 : 1;
        }
    }

    /// <returns>False where a command of many parts was not carried out whole; it has said so.</returns>
    private static async Task<bool> RunAsync(CtlOptions options, CtlEnvironment env)
    {
        if (options.Help || options.Words is [] or ["help", ..])
        {
            var words = options.Words is ["help", .. var topic] ? topic : options.Words;
            await env.Out.WriteLineAsync(HelpText.For(words)).ConfigureAwait(false);
            return true;
        }

        var command = CommandLine.Parse(options);
        if (CallerWork.Of(command.Command) is { } work)
            return await work(new CallerCall(command, options, env)).ConfigureAwait(false);
        Confirm(command, options, env);
        Passwords.Check(options, command, env);
        command = command.WithCallersFiles(new CallerFiles(env.CurrentDirectory));
        using var output = OutputFile.Of(command, options, env);
        // found before a password is asked for: nobody should type one for nothing
        using var socket = ServerFinder.Connect(options, env);
        var password = Passwords.Take(options, command, env, options.Generate ? await LeastAsync(options, env).ConfigureAwait(false) : 0);
        if (password is not null)
            command = command with { Values = command.Values.SetItem(Command.Password.Name, [password]) };

        var done = await Resending.SendAsync(socket, command, options, env).ConfigureAwait(false);
        output?.Keep(done.File);
        var (body, text) = done;
        if (options.Generate)
        {
            body["password"] = password;
            text += $"\npassword: {password}";
        }

        await env.Out.WriteLineAsync(options.Json ? body.ToJsonString(ControlWire.Json) : text).ConfigureAwait(false);
        return true;
    }

    /// <summary>How long the server wants passwords to be, before one is made for it.</summary>
    private static async Task<int> LeastAsync(CtlOptions options, CtlEnvironment env)
    {
        using var socket = ServerFinder.Connect(options, env);
        var question = CommandLine.Parse(CtlOptions.Parse(["settings", "get", "password-minimum-length"]));
        using var client = new ControlClient(() => socket);
        var (body, _) = await client.SendAsync(question).ConfigureAwait(false);
        return int.TryParse((string?)body["value"], NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? least : 0;
    }

    private static void Confirm(ParsedCommand command, CtlOptions options, CtlEnvironment env)
    {
        if (command.Command.Destroys is not { } lost || options.Yes)
            return;
        var what = string.Join(' ', command.Command.Arguments.Where(a => command.Values.ContainsKey(a.Name)).Select(a => command.Values[a.Name][0]).Prepend(command.Command.Words));
        if (!env.IsTerminal)
            throw new ProblemException(Problem.Usage($"{what}: {lost}; in scripts this needs --yes"));
        if (!Questions.Ask(env, $"{what}: {lost}"))
            throw new ProblemException(Problem.Failed("nothing was done"));
    }
}
