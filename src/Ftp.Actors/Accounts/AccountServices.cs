using Ftp.Actors.Persistence;

namespace Ftp.Actors.Accounts;

/// <summary>What the accounts of a node share.</summary>
/// <param name="CommandWait">How long a command waits for its answer before its sender hears that the outcome is unknown.</param>
public sealed record AccountServices(NodeServices Node, PasswordChecker Checker, IAccountIndex Index, TimeSpan CommandWait);
