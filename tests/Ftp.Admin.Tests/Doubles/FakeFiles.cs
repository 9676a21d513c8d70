using System.Text;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Tests.Doubles;

/// <summary>The caller's files, in memory; the caller stands in /home/caller.</summary>
internal sealed class FakeFiles : ICallerFiles
{
    public Dictionary<string, byte[]> Content { get; } = new()
    {
        ["chain.pem"] = Encoding.ASCII.GetBytes("the chain"),
        ["key.pem"] = Encoding.ASCII.GetBytes("the key"),
        ["ada.pem"] = Encoding.ASCII.GetBytes(Pems.Certificate.ExportCertificatePem()),
        ["ada.der"] = Pems.Certificate.RawData,
    };

    public byte[] Read(string path) => Content.GetValueOrDefault(path) ?? throw new ProblemException(Problem.Failed($"there is no file {Full(path)}"));

    public bool Exists(string path) => Content.ContainsKey(path);

    public string Full(string path) => Path.GetFullPath(path, "/home/caller");
}
