using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Catalog;

/// <summary>A catalogue that commands are done to, without an actor.</summary>
internal sealed record Book(CatalogState State)
{
    public static readonly DateTimeOffset Now = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    public RightsSnapshot Rights => new(State, guestsAllowed: false);

    public Resource Resource => State.Resources["r"];

    public CatalogDecision Try(CatalogCommand command) => CatalogRules.Decide(State, command, Now, TestNode.Settings, new global::Ftp.Actors.Settings.ServerSettings());

    public Book Do(CatalogCommand command) => new(State.Apply(Assert.IsType<CatalogDecision.Change>(Try(command)).Happened));

    public string Refusal(RefusalKind kind, CatalogCommand command)
    {
        var refused = Assert.IsType<CatalogDecision.Refused>(Try(command));
        Assert.Equal(kind, refused.Kind);
        return refused.Message;
    }

    public Book Grant(string folder, Holder holder, Rights rights, string? from = null, DateTimeOffset? until = null) =>
        Do(new CatalogCommands.Grant("r", FtpPath.Parse(folder), holder, rights, from is null ? null : IPNetwork.Parse(from), null, until, TestNode.Ada));

    public RightsDecision Decide(Subject subject, string inside, Rights wanted) => Rights.Decide(subject, Resource, FtpPath.Parse(inside), wanted);
}
