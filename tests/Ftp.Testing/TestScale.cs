using System.Globalization;

namespace Ftp.Testing;

/// <summary>Long tests run a seeded tenth by default and whole with FTP_LONG=1, with the same assertions. FTP_SEED repeats a run.</summary>
public static class TestScale
{
    public static bool Long { get; } = Environment.GetEnvironmentVariable("FTP_LONG") == "1";

    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FTP_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    public static int Of(int whole) => Long ? whole : Math.Max(1, whole / 10);

    public static Random Seeded(int salt = 0) => new(unchecked(Seed + (salt * 7919)));
}
