using System.Net;
using System.Text;
using Ftp.Actors.Backup;
using Ftp.Actors.Backup.Import;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Backup;

/// <summary>Files of other servers: what comes over, what is named as not coming over, and that hostile ones end with one line.</summary>
public sealed class ImportTests
{
    private const string Hash = "i+lktA6SvtIQd+j34he3K3ZhWh/129tgsoWjs23qF3Y";
    private const string Salt = "TEXyhStThhoeO+xQqmRZaemzAgYRKhmH4iuhqKllmJ8";

    [Fact]
    public void A_csv_is_read_by_its_header_with_quotes_and_all_columns()
    {
        var read = Csv("""
            name,password,description,groups,enabled,max-connections,download-rate,quota-bytes,quota-files,allow-from,deny-from,root,require-tls,charset,max-file-size
            ada," pass, ""word"" ","Ada
            Lovelace",staff;crew,off,4,512KiB,10GiB,100,10.0.0.0/8 192.0.2.1,2001:db8::/32,projects/ada,on,CP866,1MiB

            bob,,,,,,,,,,,,,,
            """);
        Assert.Empty(read.Faults);
        var (ada, bob) = (read.Users[0], read.Users[1]);
        Assert.Equal(("ada", 2, " pass, \"word\" ", "Ada\nLovelace", false), (ada.Login, ada.Line, ada.Password, ada.Details.Description, ada.Enabled));
        Assert.Equal(["staff", "crew"], ada.Groups);
        Assert.Equal((4, "CP866", true, 1L << 20), (ada.Details.MaximumConnections, ada.Details.LegacyCharset, ada.Details.Tls!.Require, ada.Details.Rules.MaximumFileSize));
        var limits = ada.Details.Limits!;
        Assert.Equal((512L << 10, new Quota(10L << 30, 100)), (limits.DownloadRate, limits.Quota));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.1/32")], limits.AllowFrom);
        Assert.Equal([IPNetwork.Parse("2001:db8::/32")], limits.DenyFrom);
        Assert.Equal(FtpPath.Parse("/projects/ada"), ada.Details.Root);
        Assert.Equal(("bob", 5, null, true), (bob.Login, bob.Line, bob.Password, bob.Enabled));
        Assert.Equal("ada", Csv("name;groups\r\nada;a,b\r\n").Users[0].Login);
        Assert.Equal(["a", "b"], Csv("name;groups\r\nada;a,b\r\n").Users[0].Groups);
    }

    [Theory]
    [InlineData("ada,secret,9,off", "it has 4 fields; the header names 3")]
    [InlineData(",secret,1", "it has no name")]
    [InlineData("ada,secret,many", "max-connections: 'many' is not allowed; allowed is a number from 1, or unlimited")]
    [InlineData("\"ada\" lovelace,x,1", "text stands behind a closing quote")]
    public void A_bad_line_of_a_csv_is_named_and_the_others_come_over(string line, string why)
    {
        var read = Csv($"name,password,max-connections\nbob,secret,1\n{line}\neve,secret,2\n");
        Assert.Equal(["bob", "eve"], read.Users.Select(u => u.Login));
        var fault = Assert.Single(read.Faults);
        Assert.Equal(3, fault.Line);
        Assert.Contains(why, fault.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("name,pasword\n", "'pasword' is none; did you mean 'password'?")]
    [InlineData("name,name\n", "twice")]
    [InlineData("login\n", "'login' is none")]
    [InlineData("password\nx\n", "'name' is not among them")]
    [InlineData("name\n\"ada\n", "the quote that opens in line 2 is never closed")]
    public void A_csv_that_cannot_be_trusted_is_refused_whole(string text, string why) => Assert.Contains(why, Wrong(() => Csv(text)), StringComparison.Ordinal);

    [Fact]
    public void Hostile_text_is_refused_with_one_line()
    {
        var long10 = new string('x', 10 << 20);
        Assert.Contains("line 2", Wrong(() => Csv("name\n" + long10)), StringComparison.Ordinal);
        Assert.Contains("line 2", Wrong(() => Csv("name\n\"" + long10)), StringComparison.Ordinal);
        Assert.Contains("line 1", Wrong(() => VsftpdUsers.Read(Encoding.UTF8.GetBytes(long10))), StringComparison.Ordinal);
        Assert.Contains("line 1", Wrong(() => PureFtpdUsers.Read(Encoding.UTF8.GetBytes(long10))), StringComparison.Ordinal);
        Assert.Contains("not UTF-8", Wrong(() => CsvUsers.Read([(byte)'n', 0xFF, 0xFE])), StringComparison.Ordinal);
        Assert.Contains("no whole XML", Wrong(() => FileZillaUsers.Read("<filezilla><user name=\"a\">"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("no whole XML", Wrong(() => FileZillaUsers.Read([0x1F, 0x8B, 8])), StringComparison.Ordinal);
        Assert.Contains("outermost element is 'html'", Wrong(() => FileZillaUsers.Read("<html/>"u8.ToArray())), StringComparison.Ordinal);
    }

    [Fact]
    public void No_entity_of_a_file_is_fetched_or_expanded()
    {
        const string Fetch = """<?xml version="1.0"?><!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><filezilla><user name="a"><description>&x;</description></user></filezilla>""";
        var laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE f [<!ENTITY l0 \"ha\">");
        for (var i = 1; i < 30; i++)
        {
            laughs.Append($"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">");
        }

        laughs.Append("]><filezilla><user name=\"&l29;\"/></filezilla>");
        Assert.Contains("document type", Wrong(() => FileZillaUsers.Read(Encoding.UTF8.GetBytes(Fetch))), StringComparison.Ordinal);
        Assert.Contains("document type", Wrong(() => FileZillaUsers.Read(Encoding.UTF8.GetBytes(laughs.ToString()))), StringComparison.Ordinal);
    }

    [Fact]
    public void FileZilla_1_users_come_over_with_their_passwords_limits_and_places()
    {
        var read = FileZillaUsers.Read(Encoding.UTF8.GetBytes($"""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <filezilla xmlns:fz="https://filezilla-project.org" xmlns="https://filezilla-project.org" fz:product_flavour="standard" fz:product_version="1.8.0">
              <default_impersonator index="0" enabled="false"><name></name><password></password></default_impersonator>
              <user name="&lt;system user>" enabled="false"><methods>1</methods></user>
              <user name="ada" enabled="true">
                <mount_point tvfs_path="/" access="1" native_path="" new_native_path="D:\ftp\ada" recursive="2" flags="0" />
                <rate_limits inbound="1048576" outbound="unlimited" session_inbound="unlimited" session_outbound="1000" />
                <allowed_ips>10.0.0.0/8 192.0.2.7</allowed_ips>
                <disallowed_ips>*</disallowed_ips>
                <session_open_limits files="unlimited" directories="unlimited" />
                <session_count_limit>5</session_count_limit>
                <description>Ada</description>
                <methods>1</methods>
                <password index="1"><hash>{Hash}</hash><salt>{Salt}</salt><iterations>100000</iterations></password>
              </user>
              <user name="bob" enabled="false">
                <mount_point tvfs_path="/in" access="0" native_path="/srv/in" recursive="0" flags="0" />
                <mount_point tvfs_path="/in/x" access="2" native_path="/srv/in/x" recursive="0" flags="0" />
                <disallowed_ips>*</disallowed_ips>
                <password index="1"><hash>{Hash}</hash><salt>{Salt}</salt><iterations>2000000000</iterations></password>
              </user>
            </filezilla>
            """));
        Assert.Empty(read.Faults);
        Assert.Single(read.Notes);
        var (ada, bob) = (read.Users[0], read.Users[1]);
        Assert.Equal(("ada", 5, true, "Ada", 5), (ada.Login, ada.Line, ada.Enabled, ada.Details.Description, ada.Details.MaximumConnections));
        Assert.Equal($"$pbkdf2-sha256$i=100000${Salt}${Hash}", ada.Verifier);
        Assert.Equal((1048576L, (long?)null), (ada.Details.Limits!.UploadRate, ada.Details.Limits.DownloadRate));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32")], ada.Details.Limits.AllowFrom);
        Assert.Equal([new ImportedPlace("D:\\ftp\\ada", "/", Rights.Edit)], ada.Places);
        Assert.Contains("rates of one session", Assert.Single(ada.Notes), StringComparison.Ordinal);
        Assert.Equal((false, null), (bob.Enabled, bob.Verifier));
        Assert.Equal([new ImportedPlace("/srv/in", "/in", Rights.View)], bob.Places);
        Assert.Contains(bob.Notes, n => n.Contains("2000000000 iterations", StringComparison.Ordinal));
        Assert.Contains(bob.Notes, n => n.Contains("/in/x was closed", StringComparison.Ordinal));
    }

    [Fact]
    public void FileZilla_0_9_users_come_over_without_their_passwords()
    {
        var read = FileZillaUsers.Read("""
            <FileZillaServer><Settings/><Groups/><Users>
              <User Name="ada">
                <Option Name="Pass">5F4DCC3B5AA765D61D8327DEB882CF99</Option>
                <Option Name="Group">staff</Option>
                <Option Name="User Limit">3</Option><Option Name="IP Limit">2</Option><Option Name="Enabled">1</Option>
                <Option Name="Comments">Ada</Option><Option Name="ForceSsl">1</Option>
                <IpFilter><Disallowed><IP>192.168.1.0/255.255.255.0</IP></Disallowed><Allowed><IP>192.168.1.7</IP></Allowed></IpFilter>
                <Permissions>
                  <Permission Dir="C:\ftp"><Option Name="FileRead">1</Option><Option Name="FileWrite">1</Option><Option Name="FileDelete">1</Option><Option Name="DirList">1</Option>
                    <Option Name="DirSubdirs">0</Option><Option Name="IsHome">1</Option></Permission>
                </Permissions>
                <SpeedLimits DlType="2" DlLimit="10" ServerDlLimitBypass="0" UlType="3" UlLimit="10" ServerUlLimitBypass="0"/>
              </User>
              <User><Option Name="Pass"/></User>
            </Users></FileZillaServer>
            """u8.ToArray());
        Assert.Equal("it has no name", Assert.Single(read.Faults).Why);
        var ada = Assert.Single(read.Users);
        Assert.Equal((true, "Ada", 3, true, 10240L), (ada.Enabled, ada.Details.Description, ada.Details.MaximumConnections, ada.Details.Tls!.Require, ada.Details.Limits!.DownloadRate));
        Assert.Equal([IPNetwork.Parse("192.168.1.0/24")], ada.Details.Limits.DenyFrom);
        Assert.Equal(["staff"], ada.Groups);
        var place = Assert.Single(ada.Places);
        Assert.Equal(("C:\\ftp", "/", Rights.List | Rights.Download | Rights.Upload | Rights.Overwrite | Rights.SetAttributes | Rights.Delete | Rights.Rename), (place.Path, place.ShownAs, place.Rights));
        foreach (var note in new[] { "(MD5)", "connections from one address", "exceptions from the refused addresses", "by the hour (upload)", "no folders below", "the group staff" })
        {
            Assert.Contains(ada.Notes, n => n.Contains(note, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_vsftpd_list_becomes_disabled_accounts_that_a_made_password_enables()
    {
        var read = VsftpdUsers.Read("# users\nada\n\n bob \nADA\n"u8);
        Assert.Equal([("ada", 2), ("bob", 4)], read.Users.Select(u => (u.Login, u.Line)));
        Assert.Equal(5, Assert.Single(read.Faults).Line);
        Assert.False(Account(read.Users[0], Options()).Enabled);
        Assert.True(Account(read.Users[0], Options() with { Generate = () => "made" }).Enabled);
    }

    [Fact]
    public void Pure_FTPd_users_come_over_with_what_there_is_here()
    {
        const string Ours = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        var read = PureFtpdUsers.Read(Encoding.UTF8.GetBytes($"""
            ada:{Ours}:1001:1001:Ada L.:/home/ftp/ada/./in:1024:2048:1:5:3:100:1048576:::10.0.0.0/255.0.0.0,192.0.2.1:192.0.2.128/25:0900-1800
            bob:$6$salt$hash:1001:1001::/home/ftp/bob/./::::::::::::
            eve:*:1001:1001::/home/ftp/eve::::::::::nowhere.example.com::
            few:x:1
            """));
        Assert.Equal("it has 3 fields between colons; a line of pureftpd.passwd has 18", Assert.Single(read.Faults).Why);
        var (ada, bob, eve) = (read.Users[0], read.Users[1], read.Users[2]);
        Assert.Equal((Ours, "Ada L.", 3, true), (ada.Verifier, ada.Details.Description, ada.Details.MaximumConnections, ada.Enabled));
        Assert.Equal((1024L, 2048L, new Quota(1048576, 100)), (ada.Details.Limits!.UploadRate, ada.Details.Limits.DownloadRate, ada.Details.Limits.Quota));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.1/32")], ada.Details.Limits.AllowFrom);
        Assert.Equal([IPNetwork.Parse("192.0.2.128/25")], ada.Details.Limits.DenyFrom);
        foreach (var note in new[] { "uid 1001", "upload ratio 1", "download ratio 5", "time restriction 0900-1800", "began in /in" })
        {
            Assert.Contains(ada.Notes, n => n.Contains(note, StringComparison.Ordinal));
        }

        Assert.Null(bob.Verifier);
        Assert.Contains(bob.Notes, n => n.Contains("SHA-512 crypt", StringComparison.Ordinal));
        Assert.False(eve.Enabled);
        Assert.Contains(eve.Notes, n => n.Contains("nowhere.example.com", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/home/ftp/ada", "/home/ftp=homes", "/homes/ada")]
    [InlineData("/home/ftp/ada", "/home/ftp=homes /home/ftp/ada=public/a", "/public/a")]
    [InlineData("/home/ftpx/ada", "/home/ftp=homes", null)]
    [InlineData("D:\\FTP\\Ada\\in", "d:/ftp=homes", "/homes/Ada/in")]
    [InlineData("/srv/%<username>", "/srv=homes", "/homes/ada")]
    [InlineData("C:\\u\\:u", "C:\\u=homes", "/homes/ada")]
    [InlineData("/home/ftp/../../etc", "/home/ftp=homes/x", "/homes/x/etc")]
    public void Directories_are_mapped_by_the_longest_that_is_named(string native, string maps, string? here)
    {
        var user = new ImportedUser(1, "ada") { Places = [new ImportedPlace(native, "/", Rights.View)] };
        var plan = ImportPlan.Of(user, Options() with { Maps = [.. maps.Split(' ').Select(m => (m.Split('=')[0], FtpPath.Parse("/" + m.Split('=')[1])))] });
        Assert.Equal(here, ((ConfigurationStep.AddAccount)plan.Steps[0]).Account.Details.Root?.ToString());
        Assert.Equal(here is null, plan.Notes.Any(n => n.Contains("--map", StringComparison.Ordinal)));
        Assert.Equal(here is null ? 0 : 1, plan.Steps.Count(s => s is ConfigurationStep.AddEntry { Entry.Rights: Rights.View }));
    }

    private static ConfigurationAccount Account(ImportedUser user, ImportOptions options) => ((ConfigurationStep.AddAccount)ImportPlan.Of(user, options).Steps[0]).Account;

    private static ImportOptions Options() => new(null, [], [], null);

    private static ImportedUsers Csv(string text) => CsvUsers.Read(Encoding.UTF8.GetBytes(text));

    private static string Wrong(Action read)
    {
        var message = Assert.Throws<FormatException>(read).Message;
        Assert.DoesNotContain('\n', message);
        return message.Length < 1000 ? message : throw new InvalidOperationException("not one short line");
    }
}
