using System.Net;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>A session has at most one agreed data connection; a new agreement ends the former one.</summary>
public static class DataAgreement
{
    public static Step Replace(Turn turn, Effect<Agreed> effect, bool isPassive, Func<Turn, IPEndPoint, Step> then) =>
        turn.With(turn.State with { Channel = null }).Do(Act.DropChannel.Instance).Ask(effect, (now, agreed) => agreed.EndPoint is { } endPoint
            ? then(now.With(now.State with { Channel = new AgreedChannel(isPassive, endPoint, now.World.Now) }), endPoint)
            : now.Reply(Replies.NoPassivePort));
}
