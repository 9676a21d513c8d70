using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>What follows from a setting that was just changed, beside the value: whom it shuts out, what cannot be had, and what no longer goes together.</summary>
internal static class SettingNotes
{
    /// <summary>Lines, each beginning with its line end.</summary>
    /// <param name="before">The settings that the change found: what was to be warned of then is not said again.</param>
    public static string Of(CommandContext context, string key, ServerSettings before)
    {
        var settings = context.Services.Settings.Current;
        var strictest = context.Services.StrictestDataBinding;
        var own = key switch
        {
            "certificate" when !CertificateSet.IsOffered(settings) => "FTPS is off: AUTH is refused and FEAT names no TLS; sessions that run over TLS go on",
            "certificate" => "sessions that run keep the one they began with",
            "require-tls" => InClear(context, settings),
            "allow-from" or "deny-from" or "implicit-tls-allow-from" or "implicit-tls-deny-from" => "sessions that the list keeps out end now; ctl is not affected",
            _ => null,
        };
        var warnings = SettingsTable.Warnings(settings, strictest).Except(SettingsTable.Warnings(before, strictest)).Select(w => $"warning: {w}");
        return string.Concat(new[] { own }.OfType<string>().Concat(warnings).Select(l => $"\n{l}"));
    }

    private static string? InClear(CommandContext context, ServerSettings settings) =>
        settings.RequireTls != RequireTls.Off && context.Services.ClearLogins.Current().Length is var logins and > 0
            ? $"{Show.Count(logins, "account")} logged in without TLS in the last 24 h; 'status' names them"
            : null;
}
