using Ftp.Actors.Quotas;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Quotas;

public sealed class QuotaPlacesTests
{
    [Theory]
    [InlineData("/r/homes", "{login}", "/r/homes/ada", true)]
    [InlineData("/r/homes", "{login}", "/r/homes/ada/deep/er", true)]
    [InlineData("/r/homes", "{login}", "/r/homes", false)]
    [InlineData("/r/homes", "{login}", "/r/homesick/ada", false)]
    [InlineData("/r", "x-{login}-y/in", "/r/x-ada-y/in", true)]
    [InlineData("/r", "x-{login}-y/in", "/r/x-ada-y/out", false)]
    [InlineData("/r", "x-{login}-y/in", "/r/x--y/in", false)]
    [InlineData("/r", "{login}/{login}", "/r/ada/ada", true)]
    [InlineData("/r", "{login}/{login}", "/r/ada/bob", false)]
    [InlineData("/r", "{login}.{login}", "/r/a.b.a.b", true)]
    [InlineData("/r", "{login}.{login}", "/r/a.b", false)]
    [InlineData("/r", "", "/r/any/where", true)]
    [InlineData("/", "{login}", "/ada", true)]
    public void A_pattern_counts_the_folders_that_have_it(string start, string pattern, string folder, bool counts)
    {
        var zone = new Zone(new DirectorySource("", default), start, [.. pattern.Split('/', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(counts, zone.Contains(folder));
    }

    [Fact]
    public void A_walk_stands_before_and_behind_folders_in_the_order_it_takes_them()
    {
        string[] order = ["/r", "/r/a", "/r/a/z", "/r/a b", "/r/a!", "/r/a.b", "/r/ab", "/r/b"];
        var byComponent = order.OrderBy(p => p, Comparer<string>.Create((x, y) => Walk(x, y))).ToArray();
        Assert.Equal(byComponent, order.OrderBy(p => p, Comparer<string>.Create(RealPaths.Compare)));

        static int Walk(string x, string y)
        {
            var (a, b) = (x.Split('/'), y.Split('/'));
            for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                if (string.CompareOrdinal(a[i], b[i]) is var c && c != 0)
                    return c;
            }

            return a.Length - b.Length;
        }
    }
}
