using Akka.Actor;
using Akka.Event;

namespace Ftp.Actors.Sessions;

/// <summary>The connection can be read, or something is wrong with it, which the read finds out.</summary>
internal sealed class Readable : IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    public static Readable Instance { get; } = new();
}

/// <summary>The end of a write that could not be done at once.</summary>
internal sealed record Written(bool Good) : IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    public static Written Well { get; } = new(true);
    public static Written Badly { get; } = new(false);
}

/// <summary>The control connection has TLS now, or none any more, or it failed.</summary>
internal sealed record Switched(SessionInput Result) : IDeadLetterSuppression, INoSerializationVerificationNeeded;

/// <summary>The connection is closed: nothing is left to do.</summary>
internal sealed class Closed : IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    public static Closed Instance { get; } = new();
}
