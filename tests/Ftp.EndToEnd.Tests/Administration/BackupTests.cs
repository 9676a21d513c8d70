using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Administration;

/// <summary>The configuration of one server in another, by the commands an operator has.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ftp-backup-").FullName;
    private ServerProcess _old = null!;
    private ServerProcess _new = null!;

    public async ValueTask InitializeAsync()
    {
        _old = await ServerProcess.StartAsync();
        _new = await ServerProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        await _new.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_restored_server_has_the_same_configuration_and_lets_in_with_the_same_passwords()
    {
        await _old.AddUserAsync("ada", "Lovelace-1815");
        (await _old.CtlInputAsync("Builder-2000\n", "users", "add", "bob", "--password-stdin", "--max-connections", "3")).Expect("users add");
        await _old.CtlOkAsync("users", "disable", "bob");
        await _old.CtlOkAsync("groups", "add", "staff");
        await _old.CtlOkAsync("groups", "add-member", "staff", "ada");
        await _old.CtlOkAsync("rights", "grant", "public/inbox", "--group", "staff", "--rights", "edit");
        await _old.CtlOkAsync("settings", "set", "greeting", "Grüße");
        await _old.CtlOkAsync("backup", Place("old.json"));

        await _new.CtlOkAsync("groups", "add", "superfluous");
        var dry = await _new.CtlAsync("restore", Place("old.json"), "--dry-run");
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("- group superfluous", dry.Out, StringComparison.Ordinal);
        await _new.CtlOkAsync("restore", Place("old.json"), "--create", "--yes");
        await _new.CtlOkAsync("backup", Place("new.json"));
        Assert.Equal(Content("old.json"), Content("new.json"));

        await using var wire = await FtpWire.LoginAsync(_new.Port, "ada", "Lovelace-1815");
        await using var disabled = await FtpWire.ConnectAsync(_new.Port);
        await disabled.ExpectAsync("USER bob", 331);
        await disabled.ExpectAsync("PASS Builder-2000", 530);
        Assert.Contains("already", (await _new.CtlAsync("restore", Place("old.json"), "--yes")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_FileZilla_user_logs_in_with_the_old_password_and_is_then_hashed_anew()
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes("Lovelace-1815"), salt, 100_000, HashAlgorithmName.SHA256, 32);
        await File.WriteAllTextAsync(
            Place("users.xml"),
            $"""
            <filezilla xmlns="https://filezilla-project.org"><user name="ada" enabled="true">
              <mount_point tvfs_path="/" access="1" native_path="" new_native_path="/srv/ftp" recursive="2" flags="0"/>
              <password index="1"><hash>{Convert.ToBase64String(hash).TrimEnd('=')}</hash><salt>{Convert.ToBase64String(salt).TrimEnd('=')}</salt><iterations>100000</iterations></password>
            </user></filezilla>
            """,
            TestContext.Current.CancellationToken);
        await _new.CtlOkAsync("users", "import", Place("users.xml"), "--format", "filezilla", "--map", "/srv/ftp=public");
        await using (var wire = await FtpWire.LoginAsync(_new.Port, "ada", "Lovelace-1815"))
        {
            await wire.ExpectAsync("MKD /x", 257);
        }

        for (var end = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            await _new.CtlOkAsync("backup", Place("hashes.json"), "--yes");
            if (Content("hashes.json").Contains("$argon2id$", StringComparison.Ordinal))
            {
                break;
            }

            Assert.True(DateTime.UtcNow < end, "the hash was not replaced");
        }

        await using var again = await FtpWire.LoginAsync(_new.Port, "ada", "Lovelace-1815");
    }

    private string Place(string name) => Path.Combine(_folder, name);

    /// <summary>Without the head, which says when and at which revision.</summary>
    private string Content(string name)
    {
        var node = JsonNode.Parse(File.ReadAllText(Place(name)))!.AsObject();
        node.Remove("madeAt");
        node.Remove("revision");
        return node.ToJsonString();
    }
}
