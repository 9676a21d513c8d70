using System.Collections.Immutable;
using Ftp.Admin.Commands.Nouns;

namespace Ftp.Admin.Commands;

/// <summary>All commands, in the order of help.</summary>
public static class Palette
{
    public static ImmutableArray<Command> Commands { get; } =
    [
        .. ((IEnumerable<Command>)[
        .. StatusCommands.All, .. SettingsCommands.All, .. UserCommands.All, .. GroupCommands.All, .. ResourceCommands.All, .. RightsCommands.All,
        .. SessionCommands.All, .. TransferCommands.All, .. LimitCommands.All, .. BandwidthCommands.All, .. QuotaCommands.All, .. BanCommandSet.All, .. StorageCommands.All,
        .. CertificateSources.All, .. CertificatesCommands.All, .. HistoryCommands.All, UndoCommand.Command,
        ]).Select(ChangeOptions.AddTo),
        .. ImportCommands.All, .. BackupCommands.All,
    ];

    /// <param name="words">As in the definition, or an alias.</param>
    public static Command? Find(string words) => Commands.FirstOrDefault(c => c.IsCalled(words));

    /// <summary>The commands that begin with this word.</summary>
    public static IEnumerable<Command> Of(string noun) => Commands.Where(c => c.Noun == noun || c.Aliases.Contains(noun));

    /// <summary>Every word a command can begin with.</summary>
    public static IEnumerable<string> FirstWords => Commands.Select(c => c.Noun).Concat(Commands.SelectMany(c => c.Aliases)).Distinct();
}
