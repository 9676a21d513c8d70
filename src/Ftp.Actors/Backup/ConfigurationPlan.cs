using System.Collections.Immutable;
using System.Text.Json;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using static Ftp.Actors.Backup.ConfigurationStep;

namespace Ftp.Actors.Backup;

/// <summary>
/// The steps from one configuration to another; pure. At no moment between them has anybody more than before or after: first the entries, memberships and open
/// folders come down to what both have, then everything else changes, then they grow to what the target has. So accounts and groups are there before entries name
/// them, and a folder that a resource newly shows is never seen with rights that were meant for the old one. Stopped half-way, a plan made anew goes on from there.
/// </summary>
public sealed class ConfigurationPlan
{
    private readonly List<ConfigurationStep> _less = [];
    private readonly List<ConfigurationStep> _gone = [];
    private readonly List<ConfigurationStep> _other = [];
    private readonly List<ConfigurationStep> _more = [];
    private readonly HashSet<string> _goneLogins = new(StringComparer.Ordinal);
    private readonly HashSet<string> _goneGroups = new(StringComparer.OrdinalIgnoreCase);

    private ConfigurationPlan()
    {
    }

    /// <param name="broken">Quarantined things that the restore is about: they are removed, and made anew where the target has them.</param>
    public static ImmutableArray<ConfigurationStep> Of(Configuration now, Configuration target, IEnumerable<BrokenEntity> broken)
    {
        var plan = new ConfigurationPlan();
        plan.Mend(broken, target);
        plan.Accounts(now.Users, target.Users);
        plan.Groups(now.Groups, target.Groups);
        plan.Settings(now.Settings, target.Settings);
        plan.Resources(now.Resources, target.Resources);
        // groups and resources refer to no account; an account's root needs its resource
        return [.. plan._less, .. plan._gone, .. plan._other.Where(s => !IsAccount(s)), .. plan._other.Where(IsAccount), .. plan._more];
    }

    private static bool IsAccount(ConfigurationStep step) => step is AddAccount or ChangeAccount;

    private void Mend(IEnumerable<BrokenEntity> broken, Configuration target)
    {
        foreach (var entity in broken)
        {
            switch (entity.Kind)
            {
                case EntityKind.Resource:
                    _less.Add(new RemoveResource(entity.Name));
                    break;
                case EntityKind.Group:
                    _less.Add(new RemoveGroup(entity.Name));
                    break;
                case EntityKind.Login:
                    _less.Add(new ForgetLogin(entity.Name));
                    break;
                case EntityKind.Account:
                    _less.Add(new RemoveAccount(entity.Name));
                    break;
                case EntityKind.Setting when target.Settings.All(s => s.Key != entity.Name):
                    _less.Add(new ResetSetting(entity.Name));
                    break;
                default:
                    break;
            }
        }
    }

    private void Settings(ImmutableArray<ConfigurationSetting> now, ImmutableArray<ConfigurationSetting> target)
    {
        var (before, after) = (now.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), target.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal));
        _other.AddRange(now.Where(s => !after.ContainsKey(s.Key)).Select(s => new ResetSetting(s.Key)));
        _other.AddRange(target.Where(s => before.GetValueOrDefault(s.Key) != s.Value).Select(s => new SetSetting(s.Key, s.Value)));
    }

    private void Accounts(ImmutableArray<ConfigurationAccount> now, ImmutableArray<ConfigurationAccount> target)
    {
        var (before, after) = (now.ToDictionary(a => a.Login, StringComparer.Ordinal), target.Select(a => a.Login).ToHashSet(StringComparer.Ordinal));
        foreach (var account in now.Where(a => !after.Contains(a.Login)))
        {
            _goneLogins.Add(account.Login);
            _gone.Add(new RemoveAccount(account.Login));
        }

        foreach (var account in target)
        {
            if (!before.TryGetValue(account.Login, out var present))
            {
                _other.Add(new AddAccount(account, null));
            }
            else if (!Same(present, account))
            {
                _other.Add(new ChangeAccount(account));
            }
        }
    }

    private void Groups(ImmutableArray<ConfigurationGroup> now, ImmutableArray<ConfigurationGroup> target)
    {
        var (before, after) = (now.ToDictionary(g => g.Name, StringComparer.OrdinalIgnoreCase), target.Select(g => g.Name).ToHashSet(StringComparer.OrdinalIgnoreCase));
        foreach (var group in now.Where(g => !after.Contains(g.Name)))
        {
            _goneGroups.Add(group.Name);
            _gone.Add(new RemoveGroup(group.Name));
        }

        foreach (var group in target)
        {
            if (!before.TryGetValue(group.Name, out var present))
            {
                _other.Add(new AddGroup(group.Name, group.Description));
                present = new ConfigurationGroup(group.Name, group.Description, [], [], []);
            }
            else if (present.Name != group.Name)
            {
                _other.Add(new RenameGroup(present.Name, group.Name));
            }

            if (present.Description != group.Description || !present.AllowFrom.SequenceEqual(group.AllowFrom) || !present.DenyFrom.SequenceEqual(group.DenyFrom))
            {
                _other.Add(new SetGroup(group.Name, group.Description, group.AllowFrom, group.DenyFrom));
            }

            _less.AddRange(present.Members.Except(group.Members, StringComparer.Ordinal).Where(m => !_goneLogins.Contains(m)).Select(m => new RemoveMember(present.Name, m)));
            _more.AddRange(group.Members.Except(present.Members, StringComparer.Ordinal).Select(m => new AddMember(group.Name, m)));
        }
    }

    private void Resources(ImmutableArray<ConfigurationResource> now, ImmutableArray<ConfigurationResource> target)
    {
        var (before, after) = (now.ToDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase), target.Select(r => r.Name).ToHashSet(StringComparer.OrdinalIgnoreCase));
        _gone.AddRange(now.Where(r => !after.Contains(r.Name)).Select(r => new RemoveResource(r.Name)));
        var opened = new List<ConfigurationStep>();
        foreach (var resource in target)
        {
            if (!before.TryGetValue(resource.Name, out var present))
            {
                _other.Add(new AddResource(resource.Name, resource.Description, resource.Source));
                present = new ConfigurationResource(resource.Name, resource.Description, resource.Source, [], ResourceOptions.Default, [], []);
                _other.AddRange(resource.Closed.Select(c => new CloseFolder(resource.Name, c)));
            }
            else
            {
                _less.AddRange(resource.Closed.Except(present.Closed).Select(c => new CloseFolder(present.Name, c)));
                // last of all: what was closed must not see the entries of before
                opened.AddRange(present.Closed.Except(resource.Closed).Select(c => new OpenFolder(resource.Name, c)));
                if (present.Name != resource.Name)
                {
                    _other.Add(new RenameResource(present.Name, resource.Name));
                }
            }

            Shape(present, resource);
            Entries(present, resource);
        }

        _more.AddRange(opened);
    }

    private void Shape(ConfigurationResource present, ConfigurationResource resource)
    {
        if (present.Description != resource.Description || present.Source != resource.Source || !Same(present.Options, resource.Options))
        {
            _other.Add(new SetResource(resource.Name, resource.Description, resource.Source, resource.Options));
        }

        _other.AddRange(present.Directories.Except(resource.Directories).Select(d => new RemoveDirectory(resource.Name, d.Shown)));
        _other.AddRange(resource.Directories.Except(present.Directories).Select(d => new AddDirectory(resource.Name, d.Shown, d.Source)));
    }

    private void Entries(ConfigurationResource present, ConfigurationResource resource)
    {
        // What stood for one folder stands for others meanwhile: one that a directory had hidden shows where the directory goes. So nobody has anything there until all is in its place.
        var uncovers = present.Source != resource.Source || present.Directories.Except(resource.Directories).Any();
        var after = (uncovers ? [] : resource.Entries).ToLookup(e => e.Place);
        var kept = new Dictionary<object, Rights>();
        foreach (var place in present.Entries.Where(e => !IsGone(e.Holder)).GroupBy(e => e.Place))
        {
            var both = place.Select(e => e with { Rights = e.Rights & after[e.Place].Where(a => a.When == e.When).Aggregate(Rights.None, (sum, a) => sum | a.Rights) })
                .Where(e => e.Rights != Rights.None).ToList();
            foreach (var entry in both)
            {
                kept[(entry.Place, entry.When)] = entry.Rights;
            }

            if (both.Count == 0)
            {
                _less.Add(new RevokeEntries(present.Name, place.First().Folder, place.First().Holder));
            }
            else if (!both.SequenceEqual(place))
            {
                _less.Add(new SetEntry(present.Name, both[0]));
                _less.AddRange(both.Skip(1).Select(e => new AddEntry(present.Name, e)));
            }
        }

        _more.AddRange(resource.Entries.Where(e => kept.GetValueOrDefault((e.Place, e.When)) != e.Rights).Select(e => new AddEntry(resource.Name, e)));
    }

    /// <summary>What is removed takes its entries along.</summary>
    private bool IsGone(Holder holder) => holder.Kind switch
    {
        HolderKind.User => _goneLogins.Contains(holder.Name),
        HolderKind.Group => _goneGroups.Contains(holder.Name),
        _ => false,
    };

    /// <summary>By what would stand in the file: records compare their lists by reference, and no field that is added later can be forgotten here.</summary>
    private static bool Same(ConfigurationAccount a, ConfigurationAccount b) => JsonSerializer.SerializeToUtf8Bytes(a, ConfigurationJson.Default.ConfigurationAccount).AsSpan()
        .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, ConfigurationJson.Default.ConfigurationAccount));

    private static bool Same(ResourceOptions a, ResourceOptions b) => JsonSerializer.SerializeToUtf8Bytes(a, ConfigurationJson.Default.ResourceOptions).AsSpan()
        .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, ConfigurationJson.Default.ResourceOptions));
}
