using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>A command that has passed the gate.</summary>
/// <param name="Argument">Decoded; for SITE what stands behind the sub-command; "" for none.</param>
/// <param name="Target">Where the row says that the argument is a path with rights: the place, already decided on.</param>
public sealed record Spoken(VerbRow Row, string Argument, Target? Target)
{
    /// <summary>ABOR: it stopped a transfer when it arrived.</summary>
    public bool Stopped { get; init; }
}
