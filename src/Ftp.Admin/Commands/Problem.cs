using System.Text.Json.Nodes;

namespace Ftp.Admin.Commands;

/// <summary>Why a command was not carried out, as RFC 9457 (problem+json) writes it.</summary>
/// <param name="Type">A stable URN; scripts compare it.</param>
/// <param name="Title">The same for all problems of this type.</param>
/// <param name="Status">The HTTP status that goes with it.</param>
/// <param name="Detail">One sentence: what was wrong and what is allowed.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail)
{
    public const string MediaType = "application/problem+json";

    private const string Prefix = "urn:ftp-actors:problem:";
    private const string UsageType = Prefix + "usage";
    private const string OutcomeUnknownType = Prefix + "outcome-unknown";
    private const string ConflictType = Prefix + "conflict";

    /// <summary>The words or values of the command are wrong; nothing was tried.</summary>
    public bool IsUsage => Type == UsageType;

    /// <summary>Somebody else changed the thing between look and change.</summary>
    public bool IsConflict => Type == ConflictType;

    /// <summary>A change was sent, and nobody knows what came of it.</summary>
    public bool IsOutcomeUnknown => Type == OutcomeUnknownType;

    public static Problem Usage(string detail) => new(UsageType, "Wrong usage", 400, detail);

    public static Problem NotFound(string detail) => new(Prefix + "not-found", "Not found", 404, detail);

    public static Problem AlreadyExists(string detail) => new(Prefix + "already-exists", "Already exists", 409, detail);

    public static Problem Conflict(string detail) => new(ConflictType, "Changed by somebody else meanwhile", 409, detail);

    public static Problem Invalid(string detail) => new(Prefix + "invalid", "Not allowed", 422, detail);

    public static Problem Failed(string detail) => new(Prefix + "failed", "Failed", 500, detail);

    public static Problem Unavailable(string detail) => new(Prefix + "unavailable", "Not available now", 503, detail);

    /// <summary>A change was sent and no answer came: it may or may not have happened.</summary>
    public static Problem OutcomeUnknown(string detail) => new(OutcomeUnknownType, "Outcome unknown", 503, detail);

    /// <summary>No server answered at any of the places that were tried.</summary>
    public static Problem NoServer(string detail) => new(Prefix + "no-server", "No server found", 503, detail);

    public JsonObject ToJson() => new() { ["type"] = Type, ["title"] = Title, ["status"] = Status, ["detail"] = Detail };

    /// <returns>Null where the text is not a problem.</returns>
    public static Problem? FromJson(JsonNode? node) =>
        node is JsonObject o && o["type"] is { } type && o["title"] is { } title && o["status"] is { } status && o["detail"] is { } detail
            ? new Problem(type.ToString(), title.ToString(), status.GetValue<int>(), detail.ToString())
            : null;
}

/// <summary>Ends a command with a problem; caught where commands are run, never shown as an exception.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
