using System.Collections.Immutable;

namespace Ftp.Actors.Backup.Import;

/// <summary>A user list of vsftpd (<c>userlist_file</c>, <c>chroot_list_file</c>): one name a line. Passwords are the system's, so none comes over.</summary>
public static class VsftpdUsers
{
    /// <exception cref="FormatException">The file as a whole cannot be used.</exception>
    public static ImportedUsers Read(ReadOnlySpan<byte> bytes)
    {
        var (users, faults) = (ImmutableArray.CreateBuilder<ImportedUser>(), ImmutableArray.CreateBuilder<ImportFault>());
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, line) in ImportText.Lines(ImportText.Decode(bytes)))
        {
            var name = line.Trim();
            if (name.Length == 0 || name[0] == '#')
            {
                continue;
            }

            if (!seen.Add(name))
            {
                faults.Add(new ImportFault(number, name, "it stands there already"));
            }
            else
            {
                users.Add(new ImportedUser(number, name) { Enabled = false, EnabledWithPassword = true, Notes = ["no password: vsftpd's are the system's or PAM's"] });
            }
        }

        return new ImportedUsers(users.ToImmutable(), faults.ToImmutable(), ["a list says nothing of directories and limits: vsftpd.conf and files of user_config_dir do not come over"]);
    }
}
