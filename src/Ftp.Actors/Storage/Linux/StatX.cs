using System.Runtime.InteropServices;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Linux;

/// <summary>struct statx, alike on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    public const uint Wanted = 0x7FF | BirthTime;
    private const uint BirthTime = 0x800;

    [FieldOffset(0)] public uint Mask;
    [FieldOffset(16)] public uint Links;
    [FieldOffset(20)] public uint User;
    [FieldOffset(24)] public uint Group;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(80)] public long BirthSeconds;
    [FieldOffset(88)] public uint BirthNanoseconds;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;

    public readonly ulong Device => ((ulong)DeviceMajor << 32) | DeviceMinor;

    public readonly FileKind Kind => (Mode & 0xF000) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.Link,
        _ => FileKind.Other,
    };

    public readonly FileFacts Facts(string name, string? linkTarget = null) => new(
        name, Kind, (long)Size, Time(ModifiedSeconds, ModifiedNanoseconds),
        (Mask & BirthTime) != 0 && BirthSeconds != 0 ? Time(BirthSeconds, BirthNanoseconds) : null, Mode & 0x1FF, Device, Inode, linkTarget);

    /// <summary>A disk may hold any 64-bit second; what .NET cannot say becomes the nearest it can.</summary>
    private static DateTimeOffset Time(long seconds, uint nanoseconds)
    {
        const long least = -62135596800, most = 253402300799;
        return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, least, most)).AddTicks(nanoseconds / 100);
    }
}
