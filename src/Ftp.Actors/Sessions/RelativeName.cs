using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>Does a command name a place by the working directory? Where it vanished, DELE a.txt must not delete another folder's a.txt.</summary>
public static class RelativeName
{
    public static bool Is(VerbRow row, string argument) => row.Name switch
    {
        "CWD" or "XCWD" or "RNTO" or "SIZE" or "MDTM" or "MLST" or "AVBL" or "MLSD" or "STOU" => IsRelative(argument),
        "LIST" or "NLST" => IsRelative(ListOptions.Parse(argument).Path),
        "STAT" => argument.Length > 0 && IsRelative(ListOptions.Parse(argument).Path),
        "MFMT" or "SITE CHMOD" => IsRelative(AfterWord(argument)),
        "SITE UTIME" => IsRelative(argument.EndsWith(" UTC", StringComparison.Ordinal) ? argument : AfterWord(argument)),
        _ => (row.Needs | row.NeedsAny) != Rights.None && IsRelative(argument),
    };

    private static bool IsRelative(string path) => !path.StartsWith('/');

    private static string AfterWord(string argument) => argument.Split(' ', 2) is [_, var path] ? path : "";
}
