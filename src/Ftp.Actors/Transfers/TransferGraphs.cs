using Akka.Streams;
using Akka.Streams.Dsl;

namespace Ftp.Actors.Transfers;

/// <summary>What a started graph hands back.</summary>
/// <param name="Kill">Ends the stream between two elements; what is under way ends with the connection's reset.</param>
/// <param name="Ended">When no element is under way any more: then file and connection may be closed.</param>
internal readonly record struct RunningGraph(UniqueKillSwitch Kill, Task Ended);

/// <summary>The data paths. Each is one fused island of stages that carries one element at a time, so back-pressure reaches from the client's window to the disk.</summary>
internal static class TransferGraphs
{
    /// <summary>file ─extents→ kill switch → sendfile(2) to the socket</summary>
    public static IRunnableGraph<RunningGraph> Download(Extents extents) => From(extents).To(extents);

    /// <summary>file ─bytes→ kill switch → (TYPE A: LF to CRLF) → connection</summary>
    public static IRunnableGraph<RunningGraph> DownloadBytes(FileChunks file, bool ascii, ConnectionDrain connection) =>
        From(file).Ascii(ascii, toWire: true).To(connection);

    /// <summary>connection ─bytes→ kill switch → (TYPE A: CRLF to LF) → hidden file</summary>
    public static IRunnableGraph<RunningGraph> Upload(ConnectionSupply connection, bool ascii, UploadDrain file) =>
        From(connection).Ascii(ascii, toWire: false).To(file);

    /// <summary>directory ─lines→ kill switch → connection</summary>
    public static IRunnableGraph<RunningGraph> Listing(ListingSupply lines, ConnectionDrain connection) => From(lines).To(connection);

    private static Source<T, UniqueKillSwitch> From<T>(ISupply<T> supply)
        where T : struct =>
        Source.FromGraph(new PullSource<T>(supply)).ViaMaterialized(KillSwitches.Single<T>(), Keep.Right);

    private static Source<Chunk, UniqueKillSwitch> Ascii(this Source<Chunk, UniqueKillSwitch> source, bool ascii, bool toWire) =>
        ascii ? source.Via(new AsciiStage(toWire)) : source;

    private static IRunnableGraph<RunningGraph> To<T>(this Source<T, UniqueKillSwitch> source, IDrain<T> drain)
        where T : struct =>
        source.ToMaterialized(Sink.FromGraph(new PushSink<T>(drain)), (kill, ended) => new RunningGraph(kill, ended));
}
