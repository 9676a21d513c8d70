using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Ftp.Actors.Supervision;

// ---- host → server actor; each is answered to the sender

/// <summary>Recovery is over: open FTP, where the settings say so. Answer: <see cref="Serving"/> or <see cref="CannotServe"/>.</summary>
public sealed record StartServing : INoSerializationVerificationNeeded;

/// <summary>The start succeeded, be FTP open or (as an administrator wants it, or cannot have it) not.</summary>
/// <param name="Listeners">Where FTP listens; empty where it is off.</param>
/// <param name="Notices">Lines to print: a port that moved and how to mend it, a missing IPv6, why FTP is off.</param>
public sealed record Serving(ImmutableArray<ListenerStatus> Listeners, ImmutableArray<string> Notices)
    : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>The files ask for a port or an address that cannot be had; nothing is open. The host prints the message and exits 1.</summary>
public sealed record CannotServe(string Message) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>The host stops: drain within <c>shutdown-deadline</c>, and open nothing again. Answer: <see cref="DrainResult"/>.</summary>
public sealed record Shutdown : INoSerializationVerificationNeeded;
