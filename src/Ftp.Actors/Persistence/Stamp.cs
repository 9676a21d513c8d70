using Ftp.Actors.Catalog;

namespace Ftp.Actors.Persistence;

/// <summary>What every event says about its making: an event is applied without a clock.</summary>
/// <param name="CommandId">Of the command that made it: a repeat is answered with what came of the first.</param>
public sealed record Stamp(DateTimeOffset At, Origin Origin, string? CommandId = null, string? Comment = null);

/// <summary>An event that says who made it, when, from where and why: what the history shows of it.</summary>
public interface IStamped
{
    Stamp Stamp { get; }
}
