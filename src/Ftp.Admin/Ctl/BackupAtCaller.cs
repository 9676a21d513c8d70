using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Actors.Backup;
using Ftp.Admin.Commands;
using Ftp.Admin.Commands.Nouns;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Ctl;

/// <summary><c>backup FILE</c>: fetches the configuration page by page and writes it; where somebody changed it meanwhile, once more.</summary>
internal static class BackupAtCaller
{
    private const int Attempts = 3;

    public static async Task<bool> RunAsync(CallerCall call)
    {
        var name = call.Text(BackupCommands.Target)!;
        if (name == "-")
        {
            using var memory = new MemoryStream();
            using var line = call.Connect();
            var found = await WriteAsync(line, () => Rewound(memory)).ConfigureAwait(false);
            memory.Position = 0;
            using var text = new StreamReader(memory);
            var buffer = new char[64 * 1024];
            for (int read; (read = await text.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
                await call.Env.Out.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            await call.Env.Out.WriteLineAsync().ConfigureAwait(false);
            foreach (var note in found.Notes)
                await call.Env.Error.WriteLineAsync(SafeText.Of(note)).ConfigureAwait(false);
            return true;
        }

        var path = call.FullPath(name);
        using var output = OutputFile.At(path, call.Options, call.Env, isSecret: true);
        using var client = call.Connect();
        var (part, users, notes) = await WriteAsync(client, () => Rewound(output.Content)).ConfigureAwait(false);
        output.Keep();
        var body = new JsonObject
        {
            ["file"] = path,
            ["revision"] = part.Revision,
            ["settings"] = part.Settings.Length,
            ["groups"] = part.Groups.Length,
            ["resources"] = part.Resources.Length,
            ["users"] = users,
            ["notes"] = Show.List(notes),
        };
        var sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {Show.Count(part.Settings.Length, "setting")}, {Show.Count(part.Groups.Length, "group")}, {Show.Count(part.Resources.Length, "resource")}, {Show.Count(users, "user")} at revision {part.Revision}; it holds the hashes of the passwords");
        await call.AnswerAsync(body, string.Join('\n', notes.Prepend(sentence).Select(SafeText.Of))).ConfigureAwait(false);
        return true;
    }

    private static async Task<(ConfigurationPart Part, int Users, List<string> Notes)> WriteAsync(ControlClient client, Func<Stream> begin)
    {
        for (var attempt = 1; ; attempt++)
        {
            var part = await ServerSide.PartAsync(client).ConfigureAwait(false);
            var (users, broken) = (0, part.Broken.ToList());
            using (var writer = new ConfigurationWriter(begin(), part))
            {
                await foreach (var page in ServerSide.PagesAsync(client).ConfigureAwait(false))
                {
                    writer.Add(page.Users);
                    users += page.Users.Length;
                    broken.AddRange(page.Broken);
                }

                writer.End();
            }

            var after = (await ServerSide.PartAsync(client).ConfigureAwait(false)).Revision;
            if (after != part.Revision && attempt < Attempts)
                continue;
            var notes = broken.Select(b => $"not in it: {b.Kind.ToString().ToLowerInvariant()} '{b.Name}' is quarantined: {b.Why}").ToList();
            if (after != part.Revision)
                notes.Add($"the configuration was changed while the users were read (revision {part.Revision} to {after}): users of later changes may be among them");
            return (part, users, notes);
        }
    }

    private static Stream Rewound(Stream stream)
    {
        stream.Position = 0;
        stream.SetLength(0);
        return stream;
    }
}

/// <summary>The server's configuration, asked for in parts.</summary>
internal static class ServerSide
{
    private static readonly Command Backup = Palette.Find("backup")!;

    public static async Task<ConfigurationPart> PartAsync(ControlClient client) =>
        Value((await client.SendAsync(CallerCall.Other(Backup, (BackupCommands.Target, "-"))).ConfigureAwait(false)).Body.Deserialize(ConfigurationJson.Default.ConfigurationPart));

    public static async IAsyncEnumerable<ConfigurationPage> PagesAsync(ControlClient client)
    {
        for (var after = ""; after is not null;)
        {
            var page = Value((await client.SendAsync(CallerCall.Other(Backup, (BackupCommands.Target, "-"), (BackupCommands.After, after))).ConfigureAwait(false)).Body.Deserialize(ConfigurationJson.Default.ConfigurationPage));
            yield return page;
            after = page.Next;
        }
    }

    /// <summary>All of it, with what is quarantined.</summary>
    public static async Task<(ConfigurationPart Part, Configuration Now, List<BrokenEntity> Broken)> ReadAsync(ControlClient client)
    {
        var part = await PartAsync(client).ConfigureAwait(false);
        var (users, broken) = (System.Collections.Immutable.ImmutableArray.CreateBuilder<ConfigurationAccount>(), part.Broken.ToList());
        await foreach (var page in PagesAsync(client).ConfigureAwait(false))
        {
            users.AddRange(page.Users);
            broken.AddRange(page.Broken);
        }

        return (part, new Configuration { Settings = part.Settings, Groups = part.Groups, Resources = part.Resources, Users = users.ToImmutable() }, broken);
    }

    private static T Value<T>(T? value) => value ?? throw new ProblemException(Problem.Failed("the server told nothing"));
}
