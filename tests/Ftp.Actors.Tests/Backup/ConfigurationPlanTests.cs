using System.Net;
using System.Text.Json;
using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Backup;

/// <summary>On random configurations: what is restored is what was backed up, and nobody has more on the way than at its ends.</summary>
public sealed class ConfigurationPlanTests
{
    private static readonly IPAddress[] Hosts = [IPAddress.Parse("10.1.2.3"), IPAddress.Parse("192.0.2.1")];

    [Fact]
    public void A_file_read_back_is_what_was_written_and_passes_the_check()
    {
        for (var i = 0; i < TestScale.Of(2000); i++)
        {
            var configuration = new Worlds(TestScale.Seeded(i)).Configuration();
            var bytes = Written(configuration);
            var read = ConfigurationReader.Read(bytes);
            Assert.Equal(Text(configuration), Text(read.Content()));
            Assert.Equal(bytes, Written(read.Content()));
            Assert.Empty(ConfigurationCheck.Of(configuration, Worlds.Now));
        }
    }

    [Fact]
    public void From_any_configuration_to_any_other_it_becomes_the_same_and_nobody_has_more_meanwhile()
    {
        for (var i = 0; i < TestScale.Of(1000); i++)
        {
            var worlds = new Worlds(TestScale.Seeded(i));
            var (first, second) = (worlds.Configuration(), worlds.Configuration());
            var server = new RulesOnly();
            foreach (var step in ConfigurationPlan.Of(Configuration.Empty, first, []))
            {
                server.Do(step);
            }

            Assert.Equal(Text(first), Text(server.Now));
            var (before, steps) = (Given(server.State), ConfigurationPlan.Of(first, second, []));
            var seen = new List<(ConfigurationStep Step, HashSet<string> Given)>();
            foreach (var step in steps)
            {
                server.Do(step);
                seen.Add((step, Given(server.State)));
            }

            Assert.Equal(Text(second), Text(server.Now));
            var ends = before.Union(Given(server.State)).ToHashSet(StringComparer.Ordinal);
            Assert.All(seen, s => Assert.True(s.Given.IsSubsetOf(ends), $"seed {TestScale.Seed}, world {i}: after {s.Step}: {string.Join(", ", s.Given.Except(ends).Take(5))}"));
            Assert.Empty(ConfigurationPlan.Of(server.Now, second, []));
        }
    }

    [Fact]
    public void Stopped_anywhere_a_new_plan_goes_on_from_there()
    {
        for (var i = 0; i < TestScale.Of(500); i++)
        {
            var random = TestScale.Seeded(i);
            var (first, second) = (new Worlds(random).Configuration(), new Worlds(random).Configuration());
            var server = new RulesOnly();
            foreach (var step in ConfigurationPlan.Of(Configuration.Empty, first, []))
            {
                server.Do(step);
            }

            var steps = ConfigurationPlan.Of(first, second, []);
            foreach (var step in steps.Take(random.Next(steps.Length + 1)))
            {
                server.Do(step);
            }

            foreach (var step in ConfigurationPlan.Of(server.Now, second, []))
            {
                server.Do(step);
            }

            Assert.Equal(Text(second), Text(server.Now));
        }
    }

    [Fact]
    public void Merged_nothing_is_lost_and_only_what_was_named_is_taken_from_the_file()
    {
        for (var i = 0; i < TestScale.Of(500); i++)
        {
            var worlds = new Worlds(TestScale.Seeded(i));
            var (now, file) = (worlds.Configuration(), worlds.Configuration());
            var merged = ConfigurationTarget.Of(now, file, ConfigurationSections.All, merge: true);
            Assert.Superset(now.Users.Select(u => u.Login).ToHashSet(), merged.Users.Select(u => u.Login).ToHashSet());
            Assert.Superset(file.Users.Select(u => u.Login).ToHashSet(), merged.Users.Select(u => u.Login).ToHashSet());
            Assert.DoesNotContain(ConfigurationDifference.Lines(now, merged), l => l.StartsWith('-') && !l.Contains(": ", StringComparison.Ordinal));
            Assert.DoesNotContain(ConfigurationPlan.Of(now, merged, []), s => s is ConfigurationStep.RemoveAccount or ConfigurationStep.RemoveGroup or ConfigurationStep.RemoveResource
                or ConfigurationStep.RemoveMember or ConfigurationStep.OpenFolder or ConfigurationStep.ResetSetting);
            var only = ConfigurationTarget.Of(now, file, ConfigurationSections.Users, merge: false);
            Assert.Equal(Text(now with { Users = file.Users }), Text(only));
        }
    }

    [Fact]
    public void The_difference_names_every_change_and_no_hash()
    {
        for (var i = 0; i < TestScale.Of(500); i++)
        {
            var worlds = new Worlds(TestScale.Seeded(i));
            var (now, target) = (worlds.Configuration(), worlds.Configuration());
            var lines = ConfigurationDifference.Lines(now, target).ToList();
            Assert.Equal(ConfigurationPlan.Of(now, target, []).IsEmpty, lines.TrueForAll(l => l.Length == 0));
            Assert.DoesNotContain(lines, l => l.Contains("argon2id", StringComparison.Ordinal) || l.Contains("pbkdf2", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_field_of_an_account_is_carried_over()
    {
        var change = AccountChanges.All(AccountDetails.Empty, null);
        Assert.All(typeof(AccountChange).GetProperties(), p => Assert.NotNull(p.GetValue(change)));
    }

    internal static byte[] Written(Configuration configuration)
    {
        using var stream = new MemoryStream();
        using var writer = new ConfigurationWriter(stream, new ConfigurationPart
        {
            MadeAt = Worlds.Now,
            MadeBy = "FtpActors 1",
            Revision = 7,
            Certificates = ["auto"],
            Settings = configuration.Settings,
            Groups = configuration.Groups,
            Resources = configuration.Resources,
            Broken = [],
        });
        writer.Add(configuration.Users);
        writer.End();
        return stream.ToArray();
    }

    private static string Text(Configuration c) => System.Text.Encoding.UTF8.GetString(Written(c));

    /// <summary>Who may do what with which stored folder, from where.</summary>
    private static HashSet<string> Given(CatalogState state)
    {
        var (given, snapshot) = (new HashSet<string>(StringComparer.Ordinal), new RightsSnapshot(state, guestsAllowed: true));
        foreach (var (login, isGuest) in Worlds.Logins.Select(l => (l, false)).Append(("ftp", true)))
        {
            foreach (var host in Hosts)
            {
                var subject = new Subject(login, isGuest, host, Worlds.Now);
                foreach (var path in state.Resources.Keys.SelectMany(r => Worlds.Folders.Append("/more").Select(f => FtpPath.Root.Child(r).Append(FtpPath.Parse(f)))))
                {
                    if (snapshot.Locate(new AccountProfile(login, isGuest, true, null), path) is Place.InResource place)
                    {
                        foreach (var right in RightsText.Single.Where(r => snapshot.Decide(subject, place.Resource, place.Inside, r).Allowed))
                        {
                            given.Add($"{login} {host} {right} {place.Stored.Source} {place.Stored.Path}");
                        }
                    }
                }
            }
        }

        return given;
    }
}
