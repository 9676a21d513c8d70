using System.Text;
using System.Text.Json.Nodes;
using Akka.TestKit.Xunit;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;
using Ftp.Admin.Ctl;
using Ftp.Admin.Tests.Doubles;
using Ftp.Testing;

namespace Ftp.Admin.Tests.Commands;

/// <summary>Runs lines as ctl does: parsed by the palette, over the wire's JSON, to scripted actors.</summary>
public abstract class CommandTest : TestKit
{
    protected const string Password = "correct horse";

    private protected CommandTest()
        : base(Quiet.Akka) => Server = new FakeServer(Sys);

    private protected FakeServer Server { get; }

    private protected FakeFiles Files { get; } = new();

    private protected static Origin Origin { get; } = new("root", "ctl", "local");

    private protected async Task<CommandResult> RunAsync(string line)
    {
        try
        {
            var parsed = CommandLine.Parse(CtlOptions.Parse(Split(line))).WithCallersFiles(Files);
            var values = parsed.Command.PasswordUse == PasswordUse.New && !parsed.Values.ContainsKey(Command.NoPassword.Name) ? parsed.Values.SetItem(Command.Password.Name, [Password]) : parsed.Values;
            var wire = ControlWire.Request(parsed.Command.Words, values).ToJsonString(ControlWire.Json);
            var (words, arguments) = ControlWire.ParseRequest(JsonNode.Parse(wire));
            return await new CommandRunner(Server.Context).RunAsync(words, arguments, Origin, TestContext.Current.CancellationToken);
        }
        catch (ProblemException problem)
        {
            return new CommandResult.Failed(problem.Problem);
        }
    }

    private protected async Task<CommandResult.Done> GoodAsync(string line) => await RunAsync(line) switch
    {
        // as a script reads it
        CommandResult.Done done => done with { Body = JsonNode.Parse(done.Body.ToJsonString(ControlWire.Json))! },
        CommandResult.Failed failed => throw new InvalidOperationException($"{line}: {failed.Problem}"),
        _ => throw new InvalidOperationException(),
    };

    private protected async Task<Problem> BadAsync(string line) => Assert.IsType<CommandResult.Failed>(await RunAsync(line)).Problem;

    /// <summary>Words as a shell splits them, with single quotes.</summary>
    internal static List<string> Split(string line)
    {
        var (words, word, quoted, any) = (new List<string>(), new StringBuilder(), false, false);
        foreach (var c in line)
        {
            if (c == '\'')
                (quoted, any) = (!quoted, true);
            else if (c == ' ' && !quoted)
            {
                if (word.Length > 0 || any)
                    words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
                word.Append(c);
        }

        if (word.Length > 0 || any)
            words.Add(word.ToString());
        return words;
    }
}
