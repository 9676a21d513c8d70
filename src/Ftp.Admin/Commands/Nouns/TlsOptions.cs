using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>What an account has of its own where the settings speak of TLS: the options of <c>users add|set</c> and how they are shown.</summary>
internal static class TlsOptions
{
    private static readonly (string, bool)[] OnOff = [("on", true), ("off", false)];

    private static readonly Parameter<Field<bool?>> Require = new("require-tls", ValueKinds.WordOrDefault(OnOff), "its login needs TLS, or is excepted from the setting");
    private static readonly Parameter<Field<bool?>> RequireData = new("require-tls-data", ValueKinds.WordOrDefault(OnOff), "its transfers and listings need TLS (PROT P)");
    private static readonly Parameter<Field<DataBinding?>> Binding =
        new("data-binding", ValueKinds.WordOrDefault(TlsWords.DataBinding), "what its data connections must show to belong to the session");
    private static readonly Parameter<Field<UncleanUploadEnd?>> UncleanEnd =
        new("unclean-upload-end", ValueKinds.WordOrDefault(TlsWords.UncleanUploadEnd), "an upload over TLS that ends without close_notify; accept: for devices that never send it");
    private static readonly Parameter<string> Add = ClientCertificateOption.Of("client-certificate", "this client certificate stands for the password; repeatable");
    private static readonly Parameter<string> Remove = ClientCertificateOption.Of("remove-client-certificate", "this one no longer does; repeatable");

    public static ImmutableArray<Parameter> ForNew { get; } = [Require, RequireData, Binding, UncleanEnd, Add];

    public static ImmutableArray<Parameter> All { get; } = [.. ForNew, Remove];

    public static AccountChange Apply(CommandCall call, AccountChange change) => change with
    {
        RequireTls = call.Find(Require),
        RequireTlsData = call.Find(RequireData),
        DataBinding = call.Find(Binding),
        UncleanUploadEnd = call.Find(UncleanEnd),
        AddCertificates = [.. (call.All(Add) ?? []).Distinct()],
        RemoveCertificates = [.. (call.All(Remove) ?? []).Distinct()],
    };

    /// <summary>What was just set, but does not work as the settings are.</summary>
    public static string Note(CommandCall call, ServerSettings settings)
    {
        if (!CertificateSet.IsOffered(settings) && call.Find(Require) is { Value: true })
            return "; it cannot log in: FTPS is off (certificates use auto)";
        return call.Has(Add) && settings.ClientCertificates == ClientCertificates.Off
            ? "; clients are not asked for certificates: settings set client-certificates asked"
            : "";
    }

    public static JsonObject Json(AccountTls tls) => new()
    {
        ["require"] = tls.Require,
        ["requireData"] = tls.RequireData,
        ["dataBinding"] = Word(TlsWords.DataBinding, tls.DataBinding),
        ["uncleanUploadEnd"] = Word(TlsWords.UncleanUploadEnd, tls.UncleanUploadEnd),
        ["clientCertificates"] = Show.List(tls.Certificates),
    };

    public static IEnumerable<(string, string?)> Fields(AccountTls tls) =>
    [
        ("require TLS", Word(OnOff, tls.Require)),
        ("require TLS data", Word(OnOff, tls.RequireData)),
        ("data binding", Word(TlsWords.DataBinding, tls.DataBinding)),
        ("unclean upload", Word(TlsWords.UncleanUploadEnd, tls.UncleanUploadEnd)),
        .. tls.Certificates.Select(c => ("client certificate", (string?)$"SHA-256 {Fingerprints.Show(c)}")),
    ];

    public static string? Word<T>(IReadOnlyList<(string Word, T Value)> words, T? value)
        where T : struct =>
        value is { } v ? words.First(w => w.Value.Equals(v)).Word : null;
}
