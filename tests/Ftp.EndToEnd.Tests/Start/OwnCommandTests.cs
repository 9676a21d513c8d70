using Ftp.Host.Start;
using Ftp.Testing;
using Xunit;

namespace Ftp.EndToEnd.Tests.Start;

public sealed class OwnCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_apphost_is_named_by_its_path()
    {
        var host = Make("app/ftp-host");
        Assert.Equal($"{host}", Of(host, host + ".dll"));
        Assert.Equal($"{host}", Of(host, host + ".dll", Folder("elsewhere")));
    }

    [Fact]
    public void Where_the_shell_finds_it_its_name_is_enough()
    {
        var host = Make("app/ftp-host");
        Assert.Equal("ftp-host", Of(host, host + ".dll", "", Folder("empty"), Folder("app")));
    }

    [Fact]
    public void Another_program_of_that_name_is_not_meant()
    {
        var host = Make("app/ftp-host");
        Make("other/ftp-host");
        Assert.Equal(host, Of(host, host + ".dll", Folder("other"), Folder("app")));
    }

    [Fact]
    public void Run_by_dotnet_both_are_named()
    {
        var dotnet = Make("share/dotnet/dotnet");
        Assert.Equal($"{dotnet} /opt/ftp/ftp-host.dll", Of(dotnet, "/opt/ftp/ftp-host.dll"));
        File.CreateSymbolicLink(Path.Combine(Folder("bin"), "dotnet"), dotnet);
        Assert.Equal("dotnet '/opt/f t'\\''p/ftp-host.dll'", Of(dotnet, "/opt/f t'p/ftp-host.dll", Folder("bin")));
    }

    private static string Of(string process, string assembly, params string[] path) => new OwnCommand(process, assembly, path).ToString();

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder.Root, name)).FullName;

    private string Make(string name)
    {
        var file = Path.Combine(_folder.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        return file;
    }
}
