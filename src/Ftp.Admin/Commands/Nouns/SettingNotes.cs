using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>What follows from a setting of TLS that was just changed, beside the value: whom it shuts out, and what cannot be had.</summary>
internal static class SettingNotes
{
    /// <summary>Lines, each beginning with its line end.</summary>
    public static string Of(CommandContext context, string key)
    {
        var settings = context.Services.Settings.Current;
        var lines = key switch
        {
            "certificate" when !CertificateSet.IsOffered(settings) => ["FTPS is off: AUTH is refused and FEAT names no TLS; sessions that run over TLS go on", Locked(settings)],
            "certificate" => ["sessions that run keep the one they began with"],
            "require-tls" => [Locked(settings), InClear(context, settings)],
            "tls-data-binding" => [Weaker(context, settings)],
            _ => Array.Empty<string?>(),
        };
        return string.Concat(lines.OfType<string>().Select(l => $"\n{l}"));
    }

    private static string? Locked(ServerSettings settings) =>
        settings.RequireTls == RequireTls.Off || CertificateSet.IsOffered(settings)
            ? null
            : $"require-tls = {SettingsTable.Format(settings, "require-tls")} while FTPS is off: whoever it asks for TLS cannot log in";

    private static string? InClear(CommandContext context, ServerSettings settings) =>
        settings.RequireTls != RequireTls.Off && context.Services.ClearLogins.Current().Length is var logins and > 0
            ? $"{Show.Count(logins, "account")} logged in without TLS in the last 24 h; 'status' names them"
            : null;

    private static string? Weaker(CommandContext context, ServerSettings settings) =>
        settings.TlsDataBinding > context.Services.StrictestDataBinding
            ? $"it cannot be checked with this machine's TLS library: {TlsOptions.Word(TlsWords.DataBinding, (DataBinding?)context.Services.StrictestDataBinding)} is in force"
            : null;
}
