namespace Ftp.Actors.Settings;

/// <summary>The words of the TLS settings, in files, on the command line and in JSON alike.</summary>
public static class TlsWords
{
    /// <summary>The word of <c>certificate</c> that switches FTPS off.</summary>
    public const string NoCertificate = "none";

    public static IReadOnlyList<(string Word, RequireTls Value)> RequireTls { get; } =
        [("off", Settings.RequireTls.Off), ("logins", Settings.RequireTls.Logins), ("remote", Settings.RequireTls.Remote), ("always", Settings.RequireTls.Always)];

    public static IReadOnlyList<(string Word, TlsVersion Value)> Version { get; } = [("1.2", TlsVersion.Tls12), ("1.3", TlsVersion.Tls13)];

    public static IReadOnlyList<(string Word, DataBinding Value)> DataBinding { get; } =
        [("address", Settings.DataBinding.Address), ("resumed", Settings.DataBinding.Resumed), ("same-session", Settings.DataBinding.SameSession)];

    public static IReadOnlyList<(string Word, ClientCertificates Value)> ClientCertificates { get; } =
        [("off", Settings.ClientCertificates.Off), ("asked", Settings.ClientCertificates.Asked), ("required", Settings.ClientCertificates.Required)];

    public static IReadOnlyList<(string Word, UncleanUploadEnd Value)> UncleanUploadEnd { get; } =
        [("refuse", Settings.UncleanUploadEnd.Refuse), ("accept", Settings.UncleanUploadEnd.Accept)];
}
