using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Tests.Ctl;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Commands;

/// <summary><c>ctl users import</c> over the real socket, with the server's rules behind it.</summary>
public sealed class ImportTests : CtlTest
{
    private const string Hash = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    [Fact]
    public async Task Good_lines_come_over_and_bad_ones_are_reported_with_their_numbers()
    {
        var live = await ServerAsync();
        Write("people.csv", "name,password,groups,enabled\nada,correct horse,staff,\nanonymous,x,,\nbob,short,,\neve,correct horse,crew,\nADA,correct horse,,\nzoe,,,off\ntoo,many,fields,here,x\n");
        Assert.Equal(1, await ScriptAsync("users", "import", "people.csv", "--format", "csv", "--resource", "PROJECTS", "--rights", "view"));
        Assert.Contains("2 users imported, 5 not", Out, StringComparison.Ordinal);
        foreach (var line in new[]
        {
            "2     ada        imported", "3     anonymous  not imported: 'anonymous' cannot be a login", "4     bob        not imported: user bob: the password is refused: it has 5 characters",
            "5     eve        not imported: there is no group 'crew'", "6     ADA        not imported: line 2 has this name already", "8                not imported: it has 5 fields; the header names 4",
        })
        {
            Assert.Contains(line, Out, StringComparison.Ordinal);
        }

        Assert.Equal(["ada", "zoe"], live.Accounts.Where(a => a.Value.Account is not null).Select(a => a.Key).Order(StringComparer.Ordinal));
        Assert.False(live.Accounts["zoe"].Account!.Enabled);
        Assert.Equal(["ada"], Server.State.Groups["staff"].Members);
        Assert.Equal([Holder.User("ada"), Holder.User("zoe")], Server.State.Resources["projects"].Access.Select(a => a.Holder).OrderBy(h => h.Name, StringComparer.Ordinal));
        Assert.All(Server.State.Resources["projects"].Access, a => Assert.Equal(Rights.View, a.Rights));
        Assert.All(Server.Told.OfType<AccountCommands.Add>(), a => Assert.Equal("import of people.csv", a.Comment));
        Assert.DoesNotContain("correct horse", Out + Error, StringComparison.Ordinal);

        Assert.Equal(1, await ScriptAsync("users", "import", "people.csv", "--format", "csv", "--json"));
        Assert.Equal("login 'ada' exists already", Json["items"]![0]!["problem"]!.GetValue<string>());
        Assert.Equal((0, 7), (Json["imported"]!.GetValue<int>(), Json["refused"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_dry_run_reports_and_changes_nothing()
    {
        var live = await ServerAsync();
        Write("pureftpd.passwd", $"ada:{Hash}:1001:1001:Ada:/home/ftp/ada/./:1024:2048:1:5:3:::::::\n");
        Server.Told.Clear();
        Assert.Equal(0, await ScriptAsync("users", "import", "pureftpd.passwd", "--format", "pureftpd", "--map", "/home/ftp=projects", "--dry-run"));
        Assert.Contains("would be imported", Out, StringComparison.Ordinal);
        Assert.Contains("upload ratio 1: there is none here", Out, StringComparison.Ordinal);
        Assert.Contains("1 user would be imported, 0 not; nothing was changed", Out, StringComparison.Ordinal);
        Assert.Empty(Server.Told);
        Assert.Empty(live.Accounts);

        Assert.Equal(0, await ScriptAsync("users", "import", "pureftpd.passwd", "--format", "pureftpd", "--map", "/home/ftp=projects"));
        var ada = live.Accounts["ada"].Account!;
        Assert.Equal((Hash, FtpPath.Parse("/projects/ada"), 3), (ada.Verifier, ada.Details.Root, ada.Details.MaximumConnections));
        Assert.Equal((FtpPath.Parse("/ada"), Rights.Edit), Server.State.Resources["projects"].Access.Select(a => (a.Folder, a.Rights)).Single());
    }

    [Fact]
    public async Task Made_passwords_stand_in_a_file_that_nobody_else_reads()
    {
        var live = await ServerAsync();
        Write("users", "ada\nbob\n");
        Assert.Equal(0, await ScriptAsync("users", "import", "users", "--format", "vsftpd", "--home", "--generate", "--out", "passwords.csv"));
        var lines = await File.ReadAllLinesAsync(Path.Combine(Top, "passwords.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(["name,password", "ada,", "bob,"], lines.Select((l, i) => i == 0 ? l : l[..4]));
        Assert.All(lines.Skip(1), l => Assert.InRange(l.Length, 20, 40));
        Assert.NotEqual(lines[1][4..], lines[2][4..]);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Top, "passwords.csv")));
        Assert.DoesNotContain(lines[1][4..], Out, StringComparison.Ordinal);
        Assert.All(live.Accounts.Values, a => Assert.True(a.Account!.Enabled && a.Account.Verifier is not null && a.Account.Details.Root == FtpPath.Parse("/homes")));
        Assert.Equal(2, Server.State.Resources["homes"].Access.Length);
        Assert.True(Server.State.Resources["homes"].Source.IsPerLogin);
    }

    [Fact]
    public async Task Without_made_passwords_a_list_becomes_disabled_accounts()
    {
        var live = await ServerAsync();
        Write("users", "ada\n");
        Assert.Equal(0, await ScriptAsync("users", "import", "users", "--format", "vsftpd"));
        Assert.Contains("no password: vsftpd's are the system's or PAM's", Out, StringComparison.Ordinal);
        Assert.Contains("note: a list says nothing of directories", Out, StringComparison.Ordinal);
        Assert.Equal((false, null), (live.Accounts["ada"].Account!.Enabled, live.Accounts["ada"].Account!.Verifier));
    }

    [Theory]
    [InlineData(2, "--generate makes passwords and --out FILE takes them", "--format", "vsftpd", "--generate")]
    [InlineData(2, "--generate makes passwords and --out FILE takes them", "--format", "vsftpd", "--out", "x")]
    [InlineData(2, "there is no --password-stdin", "--format", "vsftpd", "--password-stdin")]
    [InlineData(2, "--rights goes with --resource or --root", "--format", "vsftpd", "--rights", "view")]
    [InlineData(1, "there is no resource 'project'; did you mean 'projects'?", "--format", "vsftpd", "--resource", "project")]
    [InlineData(1, "users cannot be imported: it is no whole XML document (line 1)", "--format", "filezilla")]
    [InlineData(1, "users cannot be imported: line 1 names the columns", "--format", "csv")]
    public async Task What_cannot_be_done_is_one_sentence(int code, string why, params string[] options)
    {
        await ServerAsync();
        Write("users", "ada\n");
        Server.Told.Clear();
        Assert.Equal(code, await ScriptAsync(["users", "import", "users", .. options]));
        Assert.Contains(why, Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(Server.Told);
    }

    private async Task<LiveServer> ServerAsync()
    {
        var live = new LiveServer(Server);
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("resources", "add", "projects", "--source", "projects"));
        Assert.Equal(0, await ScriptAsync("groups", "add", "staff"));
        return live;
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(Top, name), content);
}
