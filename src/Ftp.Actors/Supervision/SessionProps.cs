using Akka.Actor;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>Makes the actor of one session.</summary>
/// <param name="implicitTls">It came through <c>implicit-tls-port</c>: the handshake comes before the greeting.</param>
public delegate Props SessionProps(long id, IControlConnection connection, bool implicitTls);
