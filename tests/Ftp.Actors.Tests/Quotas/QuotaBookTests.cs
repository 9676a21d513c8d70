using Ftp.Actors.Catalog;
using Ftp.Actors.Quotas;
using Ftp.Actors.Storage.Counting;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Quotas;

/// <summary>The arithmetic: all or nothing, never past the limit, whatever the numbers.</summary>
public sealed class QuotaBookTests
{
    private static readonly long[] Edges = [0, 1, 2, 99, 100, 101, int.MaxValue, long.MaxValue / 2, long.MaxValue - 1, long.MaxValue];

    [Fact]
    public void What_is_used_and_reserved_never_passes_the_limit_by_what_is_granted()
    {
        var random = TestScale.Seeded();
        for (var run = 0; run < TestScale.Of(2000); run++)
        {
            QuotaAccount[] accounts = [Account(Edge(random), Edge(random)), Account(Edge(random), null), Account(null, Edge(random))];
            var held = new List<(QuotaAccount[] Of, FileSum Sum)>();
            for (var step = 0; step < 40; step++)
            {
                if (held.Count > 0 && random.Next(3) == 0)
                {
                    var (of, sum) = held[^1];
                    held.RemoveAt(held.Count - 1);
                    QuotaBook.Release(of, sum);
                    if (random.Next(2) == 0)
                        Array.ForEach(of, a => a.Change(sum with { Bytes = sum.Bytes / 2 }));
                    continue;
                }

                var wanted = accounts.Where(_ => random.Next(2) == 0).ToArray();
                var more = new FileSum(Edge(random), random.Next(3));
                var before = accounts.Select(a => (a.ReservedBytes, a.ReservedFiles)).ToList();
                if (QuotaBook.TryReserve(wanted, more) is null)
                    held.Add((wanted, more));
                else
                    Assert.Equal(before, accounts.Select(a => (a.ReservedBytes, a.ReservedFiles)));
                Assert.All(accounts, a =>
                {
                    Assert.True(a.Limit.Bytes is not { } bytes || a.UsedBytes + a.ReservedBytes <= bytes, $"seed {TestScale.Seed}");
                    Assert.True(a.Limit.Files is not { } files || a.UsedFiles + a.ReservedFiles <= files, $"seed {TestScale.Seed}");
                });
            }

            held.ForEach(h => QuotaBook.Release(h.Of, h.Sum));
            Assert.All(accounts, a => Assert.True(a.ReservedBytes == 0 && a.ReservedFiles == 0 && !a.HasDrifted));
        }
    }

    [Fact]
    public void The_largest_numbers_neither_overflow_nor_mean_no_limit()
    {
        var account = Account(long.MaxValue, long.MaxValue);
        Assert.Null(QuotaBook.TryReserve([account], new FileSum(long.MaxValue, long.MaxValue)));
        Assert.Equal((0, 0), (account.BytesLeft, account.FilesLeft));
        Assert.Same(account, QuotaBook.TryReserve([account], new FileSum(1, 0)));
        Assert.Same(account, QuotaBook.TryReserve([account], new FileSum(0, 1)));
        // on the disk already, so it counts whether it fits or not
        account.Reserve(new FileSum(long.MaxValue, 1));
        Assert.Equal(0, account.BytesLeft);
        Assert.Same(account, QuotaBook.TryReserve([account], new FileSum(long.MaxValue, 0)));
    }

    [Theory]
    [InlineData(QuotaState.Counting)]
    [InlineData(QuotaState.Unknown)]
    internal void Nothing_is_granted_while_the_sum_is_not_known(QuotaState state)
    {
        var account = Account(100, null);
        account.State = state;
        Assert.Same(account, QuotaBook.TryReserve([account], default));
        Assert.True(QuotaBook.Refusal(account).Counting);
    }

    [Fact]
    public void A_level_is_told_when_it_is_passed_and_again_only_well_below_it()
    {
        var account = Account(1000, null);
        foreach (var (used, level) in ((int, QuotaLevel)[])
            [(799, QuotaLevel.Low), (800, QuotaLevel.High), (760, QuotaLevel.High), (749, QuotaLevel.Low), (950, QuotaLevel.NearlyFull), (901, QuotaLevel.NearlyFull), (899, QuotaLevel.High)])
        {
            account.Know(used, 1);
            account.Level = QuotaLevels.Of(account);
            Assert.Equal((used, level), (used, account.Level));
        }

        Assert.Equal(0, QuotaLevels.Percent(new Quota(0, null), 0, 0));
        Assert.Equal(100, QuotaLevels.Percent(new Quota(0, null), 1, 0));
        Assert.Equal(50, QuotaLevels.Percent(new Quota(100, 4), 10, 2));
    }

    private static QuotaAccount Account(long? bytes, long? files)
    {
        var account = new QuotaAccount(QuotaKey.Resource("r"), "/r") { Limit = new Quota(bytes, files) };
        account.Know(0, 0);
        return account;
    }

    private static long Edge(Random random) => Edges[random.Next(Edges.Length)];
}
