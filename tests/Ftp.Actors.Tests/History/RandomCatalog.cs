using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Persistence;

namespace Ftp.Actors.Tests.History;

/// <summary>Random commands on few names, so that they meet: renamed and removed things come again, holders go, entries change.</summary>
internal sealed class RandomCatalog(Random random)
{
    private static readonly string[] Resources = ["a", "b", "C", "d"];
    private static readonly string[] Groups = ["g", "H", "i"];
    private static readonly string[] Logins = ["ann", "bob", "cyd"];
    private static readonly FtpPath[] Folders = [FtpPath.Root, FtpPath.Parse("/in"), FtpPath.Parse("/in/x")];
    private static readonly Origin Ada = TestNode.Ada;

    public CatalogState State { get; private set; } = CatalogState.Empty;

    public List<CatalogEvent> Events { get; } = [];

    public DateTimeOffset Now { get; set; } = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One command that changes something.</summary>
    public CatalogEvent Step(bool renamesLogins = true)
    {
        while (true)
        {
            if (Next() is var command && (renamesLogins || command is not CatalogCommands.RenameLogin)
                && Decide(command) is CatalogDecision.Change(var happened))
            {
                return Apply(happened);
            }
        }
    }

    public CatalogDecision Decide(CatalogCommand command) => CatalogRules.Decide(State, command, Now, TestNode.Settings, new global::Ftp.Actors.Settings.ServerSettings());

    public CatalogEvent Apply(CatalogEvent happened)
    {
        State = State.Apply(happened);
        Events.Add(happened);
        return happened;
    }

    private CatalogCommand Next() => random.Next(26) switch
    {
        0 or 1 => new CatalogCommands.AddResource(Resource(), Text(), Source(), Ada),
        2 or 3 => new CatalogCommands.SetResource(Resource(), Maybe(Text()), random.Next(2) == 0 ? Source() : null, random.Next(2) == 0 ? Options() : null, Ada),
        4 => new CatalogCommands.RenameResource(Resource(), Resource(), Ada),
        5 => new CatalogCommands.RemoveResource(Resource(), Ada),
        6 => new CatalogCommands.AddDirectory(Resource(), Pick(["x", "y"]), Source(), Ada),
        7 => new CatalogCommands.RemoveDirectory(Resource(), Pick(["x", "y"]), Ada),
        8 or 9 or 10 => new CatalogCommands.Grant(Resource(), Pick(Folders), Holder(), Rights(), From(), null, Until(), Ada),
        11 or 12 => new CatalogCommands.SetGrant(Resource(), Pick(Folders), Holder(), Rights(), From(), null, Until(), Ada),
        13 => new CatalogCommands.Revoke(Resource(), Pick(Folders), Holder(), random.Next(2) == 0 ? null : Rights(), Ada),
        14 => new CatalogCommands.CloseFolder(Resource(), Pick(Folders), Ada),
        15 => new CatalogCommands.OpenFolder(Resource(), Pick(Folders), Ada),
        16 => new CatalogCommands.AddGroup(Pick(Groups), Text(), Ada),
        17 => new CatalogCommands.SetGroup(Pick(Groups), Maybe(Text()), random.Next(2) == 0 ? [] : [IPNetwork.Parse("10.0.0.0/8")], null, Ada),
        18 => new CatalogCommands.RenameGroup(Pick(Groups), Pick(Groups), Ada),
        19 => new CatalogCommands.RemoveGroup(Pick(Groups), Ada),
        20 or 21 => new CatalogCommands.AddMember(Pick(Groups), Pick(Logins), Ada),
        22 => new CatalogCommands.RemoveMember(Pick(Groups), Pick(Logins), Ada),
        23 => random.Next(2) == 0 ? new CatalogCommands.ForgetLogin(Pick(Logins), Ada) : new CatalogCommands.RenameLogin(Pick(Logins), Pick(Logins), Ada),
        24 => new CatalogCommands.SetSetting(Pick(["greeting", "guests"]), Pick(["on", "off"]), Ada),
        _ => new CatalogCommands.ResetSetting(Pick(["greeting", "guests"]), Ada),
    };

    private string Resource() => Pick(Resources);

    private string Text() => "text " + random.Next(3);

    private string? Maybe(string text) => random.Next(2) == 0 ? text : null;

    private DirectorySource Source() => new(Pick(["", "nas"]), FtpPath.Parse(Pick(["/p", "/q"])));

    private ResourceOptions Options() => new()
    {
        FileMode = random.Next(2) == 0 ? null : 0x180,
        Live = random.Next(2) == 0,
        Rules = random.Next(2) == 0 ? FileRules.None : new FileRules(["*.pdf"], [], [], random.Next(2) == 0 ? null : 5),
        Quota = random.Next(2) == 0 ? null : new Quota(random.Next(2) == 0 ? null : 7, random.Next(1, 3)),
    };

    private Holder Holder() => random.Next(3) switch
    {
        0 => global::Ftp.Actors.Catalog.Holder.Guest,
        1 => global::Ftp.Actors.Catalog.Holder.User(Pick(Logins)),
        _ => global::Ftp.Actors.Catalog.Holder.Group(Pick(Groups)),
    };

    private Rights Rights() => (Rights)random.Next(1, 1024);

    private IPNetwork? From() => random.Next(2) == 0 ? null : IPNetwork.Parse("10.0.0.0/8");

    private DateTimeOffset? Until() => random.Next(3) == 0 ? Now.AddDays(random.Next(1, 3)) : null;

    private T Pick<T>(T[] of) => of[random.Next(of.Length)];
}
