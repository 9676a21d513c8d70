using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>A session as <c>sessions list</c> shows it.</summary>
public static class SessionCards
{
    public static SessionCard Of(SessionState state, SessionWorld world, DateTimeOffset since, TransferPace? pace = null) => new(
        world.Session, state.Account?.Login, state.Account is { IsGuest: true }, world.Peer, since, state.LastActivity, state.Directory, Doing(state), state.Client,
        state.Transfer is { } transfer
            ? new TransferCard(transfer.Verb, transfer.Target.Path, world.TransferBytes, transfer.Size, transfer.Since) { Rate = pace?.Rate ?? 0, HeldBy = pace?.HeldBy, Own = pace?.Own }
            : null)
    {
        Tls = state.Tls,
        DataProtected = state.DataProtected,
        ByCertificate = state.ByCertificate,
    };

    private static string Doing(SessionState state) => state switch
    {
        { Transfer: { } transfer } => $"{transfer.Verb} {transfer.Target.Path}",
        { Pending.Spoken: { Target: { } target, Row: { } row } } => $"{row.Name} {target.Path}",
        { Pending.Spoken.Row: { } row } => row.Name,
        { Pending.Effect: Effect.StartTls } => "TLS handshake",
        { Farewell: not null } => "leaving",
        _ => "idle",
    };
}
