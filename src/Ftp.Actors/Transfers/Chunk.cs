namespace Ftp.Actors.Transfers;

/// <summary>Bytes on their way through a graph. They belong to the stage that pushed them and are good until it is pulled again: so one buffer a stage is enough.</summary>
internal readonly record struct Chunk(byte[] Array, int Length) : IPiece
{
    public ReadOnlySpan<byte> Span => Array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);
}

/// <summary>A piece of the file that is sent without passing through the process.</summary>
internal readonly record struct Extent(long Offset, int Length) : IPiece;

/// <summary>What flows through a graph.</summary>
internal interface IPiece
{
    int Length { get; }
}

/// <summary>Where elements come from; <see cref="PullSource{T}"/> makes a stream of it.</summary>
internal interface ISupply<T>
    where T : struct, IPiece
{
    /// <summary>Null at the end. Completes at once wherever it can: a wait costs a hop between threads.</summary>
    ValueTask<T?> NextAsync();
}

/// <summary>Where elements go; <see cref="PushSink{T}"/> makes a stream's end of it.</summary>
internal interface IDrain<in T>
    where T : struct, IPiece
{
    ValueTask TakeAsync(T element);
}
