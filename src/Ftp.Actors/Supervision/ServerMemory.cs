namespace Ftp.Actors.Supervision;

/// <summary>What outlives a restart of the server actor: a fault does not end an ordered drain, and no session number is given twice. Only the server actor writes.</summary>
internal sealed class ServerMemory
{
    public SessionTally Tally { get; } = new();

    /// <summary>A drain was ordered and FTP not switched on since.</summary>
    public bool Draining { get; set; }

    /// <summary>The process is about to end.</summary>
    public bool Stopping { get; set; }
}
