namespace Ftp.Host.Configuration;

/// <summary>One text among those that are put together and parsed once.</summary>
/// <param name="Name">As the operator knows it: a file's name, <c>--set ftp.settings.port=x</c>.</param>
internal sealed record HoconSource(string Name, string Text)
{
    /// <summary>The texts inside the program, before everything else.</summary>
    internal static IReadOnlyList<HoconSource> Reference { get; } = [Embedded("akka.conf"), Embedded("ftp.reference.conf")];

    private static HoconSource Embedded(string file)
    {
        var name = "hocon/" + file;
        using var stream = typeof(HoconSource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing in the program");
        using var reader = new StreamReader(stream);
        return new HoconSource(name, reader.ReadToEnd());
    }
}
