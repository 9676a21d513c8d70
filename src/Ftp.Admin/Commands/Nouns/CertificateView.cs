using System.Text.Json.Nodes;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Certificates as lists and answers show them.</summary>
internal static class CertificateView
{
    private const int NamesInLists = 3;

    public static readonly string[] Headings = ["NAME", "USE", "NAMES", "VALID UNTIL", "KIND", "TROUBLE"];

    public static JsonObject Json(CertificateInfo info) => new()
    {
        ["name"] = SafeText.ForJson(info.Name),
        ["kind"] = Kind(info.Kind),
        ["use"] = info.Use switch { CertificateUse.Chosen => "chosen", CertificateUse.ByName => "by-name", _ => "none" },
        ["subject"] = SafeText.ForJson(info.Subject),
        ["issuer"] = SafeText.ForJson(info.Issuer),
        ["names"] = Show.List(info.Names.Select(n => SafeText.ForJson(n))),
        ["notBefore"] = Show.JsonMoment(info.NotBefore),
        ["notAfter"] = Show.JsonMoment(info.NotAfter),
        ["key"] = info.Key,
        ["fingerprint"] = info.Fingerprint.Length > 0 ? info.Fingerprint : null,
        ["pem"] = info.Pem.Length > 0 ? info.Pem : null,
        ["requestPem"] = info.RequestPem,
        ["certificatePath"] = SafeText.ForJson(info.CertificatePath),
        ["keyPath"] = SafeText.ForJson(info.KeyPath),
        ["trouble"] = SafeText.ForJson(info.Trouble),
        ["changedAt"] = Show.JsonMoment(info.ChangedAt),
        ["changedBy"] = info.ChangedBy,
        ["revision"] = info.Revision,
    };

    public static string[] Row(CertificateInfo info, DateTimeOffset now) =>
    [
        info.Name,
        info.Use switch { CertificateUse.Chosen => "chosen", CertificateUse.ByName => "by name", _ => "-" },
        info.Names.Length > NamesInLists ? $"{string.Join(", ", info.Names.Take(NamesInLists))} and {info.Names.Length - NamesInLists} more" : string.Join(", ", info.Names),
        Until(info, now) ?? (info.RequestPem is null ? "" : "waits to be signed"),
        Kind(info.Kind),
        info.Trouble ?? "",
    ];

    public static string Text(CertificateInfo info, DateTimeOffset now) => Table.Fields(
        ("name", info.Name),
        ("kind", Kind(info.Kind)),
        ("used", Used(info)),
        ("trouble", info.Trouble),
        ("names", string.Join(", ", info.Names)),
        ("subject", info.Subject),
        ("issuer", info.Issuer.Length > 0 && info.Issuer == info.Subject ? "itself" : info.Issuer),
        ("key", info.Key),
        ("valid from", Show.Moment(info.NotBefore)),
        ("valid until", Until(info, now)),
        ("SHA-256", Fingerprint(info)),
        ("watches", info.CertificatePath is null ? null : $"{info.CertificatePath} and {info.KeyPath}"),
        ("request", info.RequestPem is null ? null : $"waits to be signed; its answer: certificates import {info.Name} --certificate FILE{(info.Fingerprint.Length > 0 ? " --replace" : "")}"),
        ("changed", $"{Show.Moment(info.ChangedAt)} by {info.ChangedBy}"));

    /// <summary>After a change: what there is now, and what it needs to be used.</summary>
    public static string Summary(CertificateInfo info, DateTimeOffset now) => Table.Fields(
        ("names", string.Join(", ", info.Names)),
        ("key", info.Key),
        ("valid until", Until(info, now)),
        ("SHA-256", Fingerprint(info)),
        ("trouble", info.Trouble),
        ("used", Used(info)));

    /// <summary><c>2027-03-03 (in 365 days)</c>; null while there is only a request.</summary>
    public static string? Until(DateTimeOffset? end, DateTimeOffset now)
    {
        if (end is not { } until)
            return null;
        var left = until - now;
        var when = left <= TimeSpan.Zero ? "expired" : left < TimeSpan.FromDays(1) ? $"in {Show.Count((int)left.TotalHours, "hour")}" : $"in {Show.Count((int)left.TotalDays, "day")}";
        return $"{Show.Day(until)} ({when})";
    }

    /// <summary>What can be given to anybody: PEM texts of many lines, each fit for a terminal.</summary>
    public static string SafeLines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(SafeText.Of));

    private static string? Until(CertificateInfo info, DateTimeOffset now) =>
        info.NotBefore > now ? $"{Show.Day(info.NotAfter!.Value)} (not before {Show.Moment(info.NotBefore)})" : Until(info.NotAfter, now);

    private static string? Fingerprint(CertificateInfo info) => info.Fingerprint.Length > 0 ? Fingerprints.Show(info.Fingerprint) : null;

    private static string Used(CertificateInfo info) => info.Use switch
    {
        CertificateUse.Chosen => "by everybody: the setting 'certificate' names it",
        CertificateUse.ByName => $"by clients that ask for one of its names; by everybody after: certificates use {info.Name}",
        _ => "no",
    };

    private static string Kind(CertificateKind kind) => kind switch
    {
        CertificateKind.SelfSigned => "self-signed",
        CertificateKind.Imported => "imported",
        CertificateKind.Watched => "watched",
        _ => "requested",
    };
}
