using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Catalog;

/// <summary>The compiled snapshot against the rule as it is written in the manual, on random catalogues.</summary>
public sealed class RightsPropertyTests
{
    private const int Cases = 40_000;
    private static readonly DateTimeOffset Noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Logins = ["ann", "bob", "cyd"];
    private static readonly string[] Groups = ["g", "h"];
    private static readonly string[] Names = ["a", "b"];
    private static readonly IPNetwork[] Networks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("2001:db8::/32")];
    private static readonly IPAddress[] Hosts =
        [IPAddress.Parse("10.1.2.3"), IPAddress.Parse("::ffff:10.2.3.4"), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")];

    [Theory]
    [InlineData(1)]
    [InlineData(20260303)]
    public void Decisions_equal_the_rule_taken_word_for_word(int seed)
    {
        var random = new Random(seed);
        var allowed = 0;
        for (var i = 0; i < Cases / 4; i++)
        {
            var state = Catalogue(random);
            var guestsAllowed = random.Next(4) > 0;
            var snapshot = new RightsSnapshot(state, guestsAllowed);
            for (var j = 0; j < 4; j++)
            {
                var guest = random.Next(4) == 0;
                var subject = new Subject(guest ? "ftp" : Pick(random, Logins), guest, Pick(random, Hosts), Noon.AddHours(random.Next(-3, 4)));
                var resource = state.Resources["r"];
                var inside = Folder(random);
                var expected = Model(state, guestsAllowed, subject, resource, inside);
                var wanted = (Rights)random.Next(1, 1024);

                Assert.Equal(expected, snapshot.Effective(subject, resource, inside));
                var decision = snapshot.Decide(subject, resource, inside, wanted);
                Assert.Equal((expected & wanted) == wanted, decision.Allowed);
                Assert.Equal(decision.Allowed, decision.Entry is not null);
                Assert.NotEmpty(decision.Why);
                var below = OnTheWay(state, guestsAllowed, subject, resource, inside);
                Assert.Equal(below.Order(), snapshot.OnTheWay(subject, resource, inside).Order());
                Assert.Equal(expected != Rights.None || below.Count > 0, snapshot.CanEnter(subject, resource, inside));
                allowed += decision.Allowed ? 1 : 0;
            }
        }

        Assert.InRange(allowed, Cases / 100, Cases * 99 / 100);
    }

    private static Rights Model(CatalogState state, bool guestsAllowed, Subject subject, Resource resource, FtpPath inside)
    {
        var rights = Rights.None;
        foreach (var entry in resource.Access)
        {
            var between = resource.Closed.Any(c => StartsWith(inside, c) && StartsWith(c, entry.Folder) && c != entry.Folder);
            if (Applies(state, guestsAllowed, subject, entry) && StartsWith(inside, entry.Folder) && !between)
            {
                rights |= entry.Rights;
            }
        }

        return rights;
    }

    private static HashSet<string> OnTheWay(CatalogState state, bool guestsAllowed, Subject subject, Resource resource, FtpPath inside) =>
    [
        .. resource.Access
            .Where(e => e.Rights != Rights.None && Applies(state, guestsAllowed, subject, e) && e.Folder != inside && StartsWith(e.Folder, inside))
            .Select(e => e.Folder.Components[inside.Depth]),
    ];

    private static bool Applies(CatalogState state, bool guestsAllowed, Subject subject, AccessEntry entry)
    {
        var holds = entry.Holder.Kind switch
        {
            HolderKind.Guest => guestsAllowed,
            HolderKind.User => !subject.IsGuest && subject.Login == entry.Holder.Name,
            _ => !subject.IsGuest && state.Groups[entry.Holder.Name].Members.Contains(subject.Login),
        };
        var host = subject.Host.IsIPv4MappedToIPv6 ? subject.Host.MapToIPv4() : subject.Host;
        return holds && (entry.From is null || entry.From.Value.Contains(host)) && !(entry.Since > subject.At) && !(entry.Until <= subject.At);
    }

    private static bool StartsWith(FtpPath path, FtpPath start) => (path + "/").StartsWith(start.IsRoot ? "/" : start + "/", StringComparison.Ordinal);

    private static CatalogState Catalogue(Random random)
    {
        var source = new DirectorySource("", FtpPath.Root);
        var access = Enumerable.Range(1, random.Next(7)).Select(id => new AccessEntry(
            id,
            random.Next(5) switch { 0 => Holder.Guest, 1 or 2 => Holder.Group(Pick(random, Groups)), _ => Holder.User(Pick(random, Logins)) },
            Folder(random),
            (Rights)random.Next(1024),
            random.Next(3) == 0 ? Pick(random, Networks) : null,
            random.Next(4) == 0 ? Noon.AddHours(random.Next(-2, 3)) : null,
            random.Next(4) == 0 ? Noon.AddHours(random.Next(-2, 3)) : null));
        var closed = Enumerable.Range(0, random.Next(3)).Select(_ => Folder(random)).Where(f => !f.IsRoot);
        var resource = new Resource("r", "", source, ImmutableSortedDictionary<string, DirectorySource>.Empty, [.. access], [.. closed], ResourceOptions.Default);
        return CatalogState.Empty with
        {
            Resources = CatalogState.Empty.Resources.Add("r", resource),
            Groups = CatalogState.Empty.Groups.AddRange(Groups.Select(g => KeyValuePair.Create(g, new Group(g, "", [.. Logins.Where(_ => random.Next(2) == 0)])))),
        };
    }

    private static FtpPath Folder(Random random)
    {
        var path = FtpPath.Root;
        for (var depth = random.Next(4); depth > 0; depth--)
        {
            path = path.Child(Pick(random, Names));
        }

        return path;
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
