using Akka.Actor;

namespace Ftp.Actors.Persistence;

/// <summary>A message for a persistent actor, numbered by the gateway in front of it, which alone knows the asker.</summary>
public sealed record Request(long Id, object Message) : INoSerializationVerificationNeeded;

/// <summary>The answer to the request of this number.</summary>
public sealed record Answer(long Id, object Message) : INoSerializationVerificationNeeded;
