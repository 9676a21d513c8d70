using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>The place that a command names.</summary>
public static class NamedPlace
{
    /// <summary>Any at all: something is done there, or told of it, which takes a right.</summary>
    public static bool Is(VerbRow row, string argument) => Of(row, argument) is not null;

    /// <summary>By the working directory? Where that vanished, DELE a.txt must not delete another folder's a.txt.</summary>
    public static bool IsRelative(VerbRow row, string argument) => Of(row, argument) is { } path && !path.StartsWith('/');

    private static string? Of(VerbRow row, string argument) => row.Name switch
    {
        "CWD" or "XCWD" or "RNTO" or "SIZE" or "MDTM" or "MLST" or "AVBL" or "MLSD" or "STOU" => argument,
        // said also where the working directory vanished
        "CDUP" or "XCUP" => "/",
        "LIST" or "NLST" => ListOptions.Parse(argument).Path,
        "STAT" => argument.Length > 0 ? ListOptions.Parse(argument).Path : null,
        "MFMT" or "SITE CHMOD" => AfterWord(argument),
        "SITE UTIME" => argument.EndsWith(" UTC", StringComparison.Ordinal) ? argument : AfterWord(argument),
        _ => (row.Needs | row.NeedsAny) != Rights.None ? argument : null,
    };

    private static string AfterWord(string argument) => argument.Split(' ', 2) is [_, var path] ? path : "";
}
