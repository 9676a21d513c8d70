using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Supervision;
using Ftp.Admin.Control;
using Ftp.Admin.Tests.Ctl;

namespace Ftp.Admin.Tests.Control;

[UnsupportedOSPlatform("windows")]
public sealed class ControlSocketTests : CtlTest
{
    private string Socket => Path.Combine(Data, "ctl.sock");

    [Fact]
    public async Task Only_the_owner_can_open_it()
    {
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);
        await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
    }

    [Fact]
    public async Task It_works_below_a_path_of_300_characters()
    {
        Data = Path.Combine(Top, new string('a', 120), new string('b', 120), new string('c', 60));
        Assert.True(Data.Length > 300);
        await StartAsync();
        Assert.True(File.Exists(Socket));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));
        Assert.Equal(0, await ScriptAsync("status", "--data", Data));
        await StopAsync();
        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public async Task The_socket_of_a_dead_server_is_replaced()
    {
        Directory.CreateDirectory(Data);
        // a socket file without a listener, as kill -9 leaves it: the file is moved away so that closing does not unlink it
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Socket + ".tmp"));
            File.Move(Socket + ".tmp", Socket);
        }

        Assert.True(File.Exists(Socket));
        Assert.Equal(1, await ScriptAsync("status"));
        Assert.Contains("a socket is there, but no server answers", Error, StringComparison.Ordinal);
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("status"));
    }

    [Fact]
    public async Task It_is_gone_after_the_end_and_can_begin_again()
    {
        await StartAsync();
        await StopAsync();
        Assert.False(File.Exists(Socket));
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("status"));
    }

    [Fact]
    public async Task The_origin_is_the_user_at_the_other_end()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("users", "disable", "ada"));
        var origin = Server.Single<AccountCommands.Disable>().Origin;
        Assert.Equal((Environment.UserName, "ctl", "local"), (origin.By, origin.Door, origin.From));
        Assert.Equal(0, await ScriptAsync("sessions", "kick", "7"));
        Assert.Equal(Environment.UserName, Server.Single<KickSession>().By);
    }

    [Theory]
    [InlineData("GET /ctl/v1/commands", "", 400)]
    [InlineData("POST /other", "{}", 404)]
    [InlineData("POST /ctl/v1/commands", "", 400)]
    [InlineData("POST /ctl/v1/commands", "{", 400)]
    [InlineData("POST /ctl/v1/commands", "[]", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["status"],"arguments":[]}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":[{}]}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"name":{"a":1}}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"name":"ada","name":"bob"}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"name":["ada","bob"]}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"name":[]}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"login":"ada"}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","passwd"],"arguments":{"name":"ada"}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","list"],"arguments":{"password":"x"}}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["no","such"]}""", 400)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"name":"eve"}}""", 404)]
    [InlineData("POST /ctl/v1/commands", """{"words":["users","show"],"arguments":{"name":"ada"}}""", 200)]
    [InlineData("POST /ctl/v1/commands", """{"words":["start"]}""", 200)]
    [InlineData("POST /ctl/v1/commands", """{"words":["sessions","show"],"arguments":{"id":7}}""", 200)]
    public async Task The_server_checks_what_it_is_sent(string request, string body, int status)
    {
        await StartAsync();
        var answer = await RawAsync($"{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        var json = JsonNode.Parse(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split("\r\n").First(l => l.StartsWith('{')))!;
        Assert.Contains(status == 200 ? "Content-Type: application/json" : "Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? null : status, (int?)json["status"]);
        Assert.DoesNotContain(Server.Told, m => m is AccountCommand);
    }

    [Fact]
    public async Task A_request_without_end_is_refused()
    {
        await StartAsync();
        Assert.StartsWith("HTTP/1.1 400 ", await RawAsync("POST /ctl/v1/commands HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(0, await ScriptAsync("status"));
    }

    [Fact]
    public async Task The_end_of_the_server_does_not_wait_for_a_drain()
    {
        Server.Silent = true;
        await StartAsync();
        var drain = ScriptAsync("drain", "--deadline", "1h", "--json");
        await AwaitConditionAsync(() => Task.FromResult(!Server.Told.IsEmpty), cancellationToken: TestContext.Current.CancellationToken);
        await StopAsync();
        Assert.Equal(1, await drain);
        Assert.Equal("urn:ftp-actors:problem:outcome-unknown", (string?)ErrorJson["type"]);
    }

    [Fact]
    public void Root_and_the_servers_own_user_may_control_and_nobody_else()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Directory.CreateDirectory(Data);
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        listener.Listen();
        using var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        caller.Connect(new UnixDomainSocketEndPoint(Socket));
        using var accepted = listener.Accept();
        var self = PeerCredentials.UserOf(accepted)!.Value;
        Assert.Equal(Environment.UserName, PeerCredentials.NameOf(self));
        Assert.True(PeerCredentials.MayControl(self));
        Assert.True(PeerCredentials.MayControl(0));
        Assert.False(PeerCredentials.MayControl(self + 4_000_000));
        Assert.Equal("uid 4294900000", PeerCredentials.NameOf(4_294_900_000));
    }

    [Fact]
    public async Task Fifty_callers_at_once_are_all_answered()
    {
        await StartAsync();
        var codes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Ftp.Admin.Ctl.CtlProgram.RunAsync(["status"], Env("")))));
        Assert.All(codes, c => Assert.Equal(0, c));
    }

    private async Task<string> RawAsync(string request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
