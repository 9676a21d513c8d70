using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Certificates;

/// <summary>What may be done with the store, and what comes of it; pure. Keys and certificates were made or read before: <see cref="Made"/>.</summary>
internal static class CertificateRules
{
    public const int MostCertificates = 1000;
    public const int LongestName = 64;
    public const int LongestPath = 4096;
    public static readonly TimeSpan LongestValidity = TimeSpan.FromDays(36525);

    /// <summary>What a refusal is known by before any work is done for the command; null: none is known yet.</summary>
    /// <param name="chosen">What the setting <c>certificate</c> names.</param>
    /// <param name="own">The server itself asks: it may make <c>auto</c>.</param>
    public static CertificateAnswer.Refused? Refusal(CertificatesState state, CertificateCommand command, string chosen, DateTimeOffset now, bool own = false)
    {
        if (Unfit(command) is { } unfit)
        {
            return Invalid(unfit);
        }

        if (command.ExpectedRevision is { } expected && expected != state.Revision)
        {
            var last = state.Certificates.Values.MaxBy(c => c.ChangedAt);
            return Conflict($"the certificate store is at revision {state.Revision}, not {expected}{NameRules.LastChangedBy(last?.ChangedBy, last?.ChangedAt)}: look again before changing it");
        }

        if (command is CertificateCommands.Remove)
        {
            return Remove(state, command.Name, chosen);
        }

        return Name(command.Name, own) is { } wrong ? Invalid(wrong)
            : state.Quarantined.TryGetValue(command.Name, out var why) ? Conflict($"certificate '{command.Name}' is quarantined and serves nobody: {why}. Remove it and make it anew")
            : state.Certificates.Count >= MostCertificates && !state.Certificates.ContainsKey(command.Name) ? Conflict($"the store has {MostCertificates} certificates already, and takes no more")
            : InStore(command, state.Certificates.GetValueOrDefault(command.Name), now);
    }

    /// <summary>The same with what was made, and what the change is.</summary>
    /// <param name="keyId">Where the key stands by now.</param>
    public static (CertificateAnswer.Refused? Refused, CertificateEvent? Happened) Decide(
        CertificatesState state, CertificateCommand command, Made? made, string keyId, string chosen, DateTimeOffset now, bool own = false)
    {
        if (Refusal(state, command, chosen, now, own) is { } refused)
        {
            return (refused, null);
        }

        var stamp = new Stamp(now, command.Origin, command.CommandId, command.Comment);
        var stored = state.Certificates.GetValueOrDefault(command.Name);
        // one spelling for ever: the manifest, the alarms and the settings know it by this
        var name = stored?.Name ?? command.Name;
        switch (command)
        {
            case CertificateCommands.Remove:
                return (null, new CertificateRemoved(stamp, name));
            case CertificateCommands.Create:
                return (null, new CertificateCreated(stamp, name, made!.Pem, keyId));
            case CertificateCommands.Request:
                return (null, new CertificateRequested(stamp, name, made!.RequestPem, keyId));
            case CertificateCommands.Import { Replace: false } when stored is { Pem.Length: > 0 } && stored.Request?.KeyId != keyId:
                return (Exists(name, "the certificate is no answer to the request that waits there; --replace puts it in the place of the one in use"), null);
            case CertificateCommands.Import:
                return (null, new CertificateImported(stamp, name, made!.Pem, keyId));
            case CertificateCommands.Watch c when stored is not null && stored.CertificatePath == c.CertificatePath && stored.KeyPath == c.KeyPath && stored.Pem == made!.Pem:
                return (null, null);
            case CertificateCommands.Watch c:
                return (null, new CertificateWatched(stamp, name, c.CertificatePath, c.KeyPath, made!.Pem, keyId));
            default:
                return (Invalid($"the certificate store does not know {command.GetType().Name}"), null);
        }
    }

    private static CertificateAnswer.Refused? InStore(CertificateCommand command, StoredCertificate? stored, DateTimeOffset now) => command switch
    {
        CertificateCommands.Create c => stored is not null ? Exists(stored.Name, "choose another name") : First(SubjectNames.Parse(c.Names).Fault, Dates(c.From ?? now, c.ValidFor, now)),
        CertificateCommands.Request c =>
            stored is { IsWatched: true } ? Conflict($"certificate '{stored.Name}' watches files that somebody else renews; make the request under another name")
            : stored is { Request: { } waiting } ? Exists(stored.Name, $"its request of {Fitness.Show(waiting.At)} waits for an answer (`ctl certificates show {stored.Name}`); make another one under another name")
            : First(SubjectNames.Parse(c.Names).Fault, CertificateMaker.WrongSubject(c.Subject)),
        CertificateCommands.Import c => stored is { Pem.Length: > 0, Request: null } && !c.Replace ? Exists(stored.Name, "--replace puts the new one in its place") : null,
        CertificateCommands.Watch c => stored is { IsWatched: false } ? Exists(stored.Name, "choose another name") : First(Path("certificate", c.CertificatePath), Path("key", c.KeyPath)),
        _ => null,
    };

    private static CertificateAnswer.Refused? Remove(CertificatesState state, string name, string chosen)
    {
        if (!state.Certificates.ContainsKey(name) && !state.Quarantined.ContainsKey(name))
        {
            return new CertificateAnswer.Refused(RefusalKind.NotFound, $"certificate '{NameRules.Printable(name)}' does not exist; {NameRules.ThereAre(state.Certificates.Keys)}");
        }

        return string.Equals(name, chosen, StringComparison.OrdinalIgnoreCase)
            ? Conflict($"certificate '{name}' is the one that the setting certificate names; choose another first: `ctl certificates use NAME`, or none")
            : null;
    }

    private static string? Unfit(CertificateCommand command) =>
        NameRules.CommandId(command.CommandId) ?? NameRules.Comment(command.Comment)
        ?? NameRules.Text("origin", command.Origin.By + command.Origin.Door + command.Origin.From);

    private static string? Name(string name, bool own) =>
        name.Length > LongestName ? $"the name of a certificate has at most {LongestName} characters"
        : name.Equals(CertificateSet.None, StringComparison.OrdinalIgnoreCase) ? "'none' cannot be the name of a certificate: the setting certificate = none means that there is no FTPS"
        : !own && name.Equals(CertificateSet.Auto, StringComparison.OrdinalIgnoreCase) ? "'auto' is the certificate that the server makes for itself; choose another name, and then `ctl certificates use` it"
        : NameRules.Name("certificate", name);

    private static string? Dates(DateTimeOffset from, TimeSpan validFor, DateTimeOffset now) =>
        validFor < TimeSpan.FromMinutes(1) || validFor > LongestValidity ? $"a certificate is valid for a minute at least, and for {LongestValidity.TotalDays:0} days at most"
        : from.Year is < 1970 or > 2500 ? "a certificate begins between the years 1970 and 2500"
        : from + validFor <= now ? $"it would have expired already, on {Fitness.Show(from + validFor)}"
        : null;

    private static string? Path(string what, string path) =>
        !System.IO.Path.IsPathFullyQualified(path) ? $"the path of the {what} that is watched must be absolute, not '{NameRules.Printable(path)}'"
        : path.Any(char.IsControl) || path.Length > LongestPath ? $"the path of the {what} has at most {LongestPath} characters, and no control characters"
        : null;

    private static CertificateAnswer.Refused? First(params ReadOnlySpan<string?> checks)
    {
        foreach (var check in checks)
        {
            if (check is not null)
            {
                return Invalid(check);
            }
        }

        return null;
    }

    private static CertificateAnswer.Refused Invalid(string message) => new(RefusalKind.Invalid, message);

    private static CertificateAnswer.Refused Conflict(string message) => new(RefusalKind.Conflict, message);

    private static CertificateAnswer.Refused Exists(string name, string what) => new(RefusalKind.AlreadyExists, $"there is a certificate '{name}' already; {what}");
}
