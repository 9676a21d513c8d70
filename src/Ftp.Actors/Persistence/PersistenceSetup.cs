using Akka.Actor.Setup;
using LinqToDB;

namespace Ftp.Actors.Persistence;

/// <summary>Carries the database's options to the actors that keep tables of their own beside the journal.</summary>
public sealed class PersistenceSetup(DataOptions dataOptions) : Setup
{
    public DataOptions DataOptions { get; } = dataOptions;
}
