using System.Collections.Immutable;

namespace Ftp.Actors.Sessions;

/// <summary>The session after an input, and what the actor shall do, in order.</summary>
public readonly record struct Decision(SessionState State, ImmutableList<Act> Acts);
