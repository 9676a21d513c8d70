namespace Ftp.Actors.Sessions;

/// <summary>How fast a transfer goes.</summary>
/// <param name="Rate">Bytes in the last second.</param>
/// <param name="HeldBy">The limit that holds it back; null: none does.</param>
/// <param name="Own">Bytes a second that an administrator has set for it alone; null: none.</param>
public sealed record TransferPace(long Rate, string? HeldBy, long? Own);
