using Akka.Streams;
using Akka.Streams.Dsl;

namespace Ftp.Actors.Transfers;

/// <summary>
/// The data paths, one per direction. A graph is one fused island of stages that carries one element at a time, so back-pressure reaches from the client's window to
/// the disk. What the ends do stands in the supplies and drains; what is done to the bytes stands between them.
/// </summary>
internal static class TransferGraphs
{
    /// <summary>file ─extents→ kill switch → sendfile(2) to the socket</summary>
    public static DataPath Download(Extents extents) => Direct(extents, extents);

    /// <summary>file ─bytes→ kill switch → (TYPE A: LF to CRLF) → connection</summary>
    public static DataPath DownloadBytes(FileChunks file, bool ascii, ConnectionDrain connection) =>
        ascii ? Changed(file, new AsciiStage(toWire: true), connection) : Direct(file, connection);

    /// <summary>connection ─bytes→ kill switch → (TYPE A: CRLF to LF) → hidden file</summary>
    public static DataPath Upload(ConnectionSupply connection, bool ascii, UploadDrain file) =>
        ascii ? Changed(connection, new AsciiStage(toWire: false), file) : Direct(connection, file);

    /// <summary>directory ─lines→ kill switch → connection</summary>
    public static DataPath Listing(ListingSupply lines, ConnectionDrain connection) => Direct(lines, connection);

    private static DirectPath<T> Direct<T>(ISupply<T> supply, IDrain<T> drain)
        where T : struct, IPiece =>
        new(supply, drain, static (from, to) => From(from).To(to));

    private static GraphPath Changed(ISupply<Chunk> supply, IGraph<FlowShape<Chunk, Chunk>, Akka.NotUsed> change, IDrain<Chunk> drain) =>
        new(From(supply).Via(change).To(drain));

    private static Source<T, UniqueKillSwitch> From<T>(ISupply<T> supply)
        where T : struct, IPiece =>
        Source.FromGraph(new PullSource<T>(supply)).ViaMaterialized(KillSwitches.Single<T>(), Keep.Right);

    private static IRunnableGraph<RunningGraph> To<T>(this Source<T, UniqueKillSwitch> source, IDrain<T> drain)
        where T : struct, IPiece =>
        source.ToMaterialized(Sink.FromGraph(new PushSink<T>(drain)), (kill, ended) => new RunningGraph(kill, ended));
}
