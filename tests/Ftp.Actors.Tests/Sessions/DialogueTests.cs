using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class DialogueTests() : Akka.TestKit.Xunit.TestKit(Quiet.Akka)
{
    public static TheoryData<string> Files => [.. Dialogue.All().Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_session_speaks_as_written(string file)
    {
        var node = new TestNode();
        var connection = new FakeConnection();
        var lines = Dialogue.Read(Dialogue.All().Single(path => Path.GetFileName(path) == file)).ToList();
        node.Set(s => s with { ClearCommandChannel = lines.Contains(('N', "clear-command-channel")) });
        Sys.ActorOf(FakeSupervisor.Props(node, connection, new FakeTransfers(node), lines.Contains(('N', "implicit"))));
        var at = 0;
        foreach (var (who, text) in lines)
        {
            at++;
            switch (who)
            {
                case 'C':
                    connection.Say(text);
                    break;
                case 'T':
                    await connection.SwitchAsync(TestContext.Current.CancellationToken);
                    break;
                case 'S':
                    Assert.Equal($"{at}: {text}", $"{at}: {await connection.HearAsync(TestContext.Current.CancellationToken)}");
                    break;
            }
        }

        Assert.Empty(connection.Violations);
        connection.Say("NOOP");
        Assert.Contains(await connection.HearAsync(TestContext.Current.CancellationToken), new[] { "200 Okay.", null });
    }
}
