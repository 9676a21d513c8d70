using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class ListOptionsTests
{
    private static readonly ListOptions None = ListOptions.Default;

    public static TheoryData<string, ListOptions, string> Arguments => new()
    {
        { "", None, "" },
        { "dir", None, "dir" },
        { " odd name ", None, " odd name " },
        { "-", None, "-" },
        { "- x", None, "- x" },
        { "a -l", None, "a -l" },
        { "-a", None with { All = true, Dots = true }, "" },
        { "-A", None with { All = true }, "" },
        { "-la", None with { Long = true, All = true, Dots = true }, "" },
        { "-l -a dir name", None with { Long = true, All = true, Dots = true }, "dir name" },
        { "-al  dir", None with { Long = true, All = true, Dots = true }, "dir" },
        { "-la ", None with { Long = true, All = true, Dots = true }, "" },
        { "-tr", None with { Sort = ListSort.Time, Reverse = true }, "" },
        { "-S x", None with { Sort = ListSort.Size }, "x" },
        { "-R", None with { Recursive = true }, "" },
        { "-1", None with { OnePerLine = true }, "" },
        { "-1l", None with { Long = true }, "" },
        { "-l1", None with { OnePerLine = true }, "" },
        { "-d x", None with { DirectoryItself = true }, "x" },
        { "-f", None with { Sort = ListSort.None, All = true, Dots = true }, "" },
        { "-FhGZ9 x", None, "x" },
        { "--color x", None, "x" },
        { "-- -x", None, "-x" },
        { "-a -- -l", None with { All = true, Dots = true }, "-l" },
        { "--", None, "" },
        { "./-x", None, "./-x" },
        { "-l ./-x ", None with { Long = true }, "./-x " },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Options_come_before_the_path(string argument, ListOptions options, string path)
    {
        var parsed = ListOptions.Parse(argument);

        Assert.Equal(path, parsed.Path);
        Assert.Equal(options, parsed.Options);
    }
}
