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
        Sys.ActorOf(FakeSupervisor.Props(node, connection, new FakeTransfers(node)));
        var at = 0;
        foreach (var (client, text) in Dialogue.Read(Dialogue.All().Single(path => Path.GetFileName(path) == file)))
        {
            at++;
            if (client)
            {
                connection.Say(text);
            }
            else
            {
                Assert.Equal($"{at}: {text}", $"{at}: {await connection.HearAsync(TestContext.Current.CancellationToken)}");
            }
        }

        connection.Say("NOOP");
        Assert.Contains(await connection.HearAsync(TestContext.Current.CancellationToken), new[] { "200 Okay.", null });
    }
}
