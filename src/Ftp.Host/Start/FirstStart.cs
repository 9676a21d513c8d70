using Akka.Actor;
using Ftp.Actors;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Host.Start;

/// <summary>A new server serves something at once: the folder <c>public</c>, which guests may list and download.</summary>
internal static class FirstStart
{
    internal const string PublicName = "public";

    private static readonly Origin Origin = new("first start", "files", "local");
    private const int MostTries = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Can be repeated: a first start that was cut off is done again.</summary>
    internal static async Task RunAsync(NodeServices services, IActorRef catalog, CancellationToken cancel)
    {
        var source = new DirectorySource("", FtpPath.Root.Child(PublicName));
        var made = await services.Storage.EnsureSourceAsync(source, services.StorageDefaults.DirectoryMode, cancel);
        if (!made.Ok)
        {
            throw new CannotStartException($"the folder {PublicName} in the storage root cannot be made: {made.Detail ?? made.Error.ToString()}");
        }

        await TellAsync(new CatalogCommands.AddResource(PublicName, "Files for everybody", source, Origin), alreadyThereIsGood: true);
        await TellAsync(new CatalogCommands.SetGrant(PublicName, FtpPath.Root, Holder.Guest, Rights.View, null, null, null, Origin), alreadyThereIsGood: false);

        // a slow machine: the repeat carries the same id, so that what the journal took the first time is not done twice
        async Task TellAsync(CatalogCommand command, bool alreadyThereIsGood)
        {
            var repeatable = command with { CommandId = Guid.NewGuid().ToString("N") };
            for (var tries = 1; ; tries++)
            {
                var refused = await catalog.Ask<CatalogAnswer>(repeatable, Patience, cancel) as CatalogAnswer.Refused;
                if (refused is null || (alreadyThereIsGood && refused.Kind == RefusalKind.AlreadyExists))
                {
                    return;
                }

                if (refused.Kind != RefusalKind.Unavailable || tries == MostTries)
                {
                    throw new CannotStartException($"the resource {PublicName} cannot be made: {refused.Message}");
                }
            }
        }
    }

    /// <summary>What an operator does next.</summary>
    internal static IReadOnlyList<string> Help(string storageRoot, string dataDirectory) =>
    [
        $"guests may list and download what you put into {Path.Combine(storageRoot, PublicName)}",
        "to add a user with a folder of its own:",
        $"  {OwnCommand.Current} ctl{Where(dataDirectory)} users add NAME --home --generate",
        "and to let it into a folder that others share:",
        $"  {OwnCommand.Current} ctl{Where(dataDirectory)} resources add RESOURCE --source DIR --create",
        $"  {OwnCommand.Current} ctl{Where(dataDirectory)} rights grant RESOURCE --user NAME --rights edit",
    ];

    /// <summary><c>ctl</c> finds a server that stands where it looks by itself.</summary>
    private static string Where(string dataDirectory) =>
        dataDirectory == Path.GetFullPath("data") || dataDirectory == "/var/lib/ftp-actors" ? "" : $" --data {OwnCommand.Quoted(dataDirectory)}";
}
