using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>The options for a quota; the same for resources and users.</summary>
internal static class QuotaOptions
{
    private static readonly Parameter<Field<long?>> Bytes = new("quota-bytes", ValueKinds.Size, "the most that may be stored, or unlimited");
    private static readonly Parameter<Field<long?>> Files = new("quota-files", ValueKinds.Count, "the most files that may be stored, or unlimited");

    public static ImmutableArray<Parameter> All { get; } = [Bytes, Files];

    /// <summary>The quota with what the call names; null: none.</summary>
    public static Quota? Apply(CommandCall call, Quota? quota) => Apply(call, Bytes, Files, quota);

    public static Quota? Apply(CommandCall call, Parameter<Field<long?>> bytes, Parameter<Field<long?>> files, Quota? quota)
    {
        var next = new Quota(call.Find(bytes) is { } most ? most.Value : quota?.Bytes, call.Find(files) is { } number ? number.Value : quota?.Files);
        return QuotaPlaces.IsLimit(next) ? next : null;
    }

    /// <summary>Null where the call names nothing of it.</summary>
    public static Field<Quota?>? Change(CommandCall call, Quota? quota) => All.Any(call.Has) ? new Field<Quota?>(Apply(call, quota)) : null;

    /// <summary>A quota that would count nothing looks like one that holds.</summary>
    /// <exception cref="ProblemException">The account has no place of its own.</exception>
    public static void Check(Quota? quota, string login, FtpPath? root, CatalogState state)
    {
        if (quota is not null && QuotaPlaces.Of(login, root, state).IsEmpty)
            throw new ProblemException(Problem.Invalid(root is null
                ? $"a quota counts what lies in the folders of a user's own, and '{login}' has none: give it one with --root or --home, or set a quota on the resource"
                : $"a quota counts what lies in a user's root, and the root '{root}' of '{login}' is in no resource"));
    }

    public static JsonNode? Json(Quota? quota) => quota is null ? null : new JsonObject { ["bytes"] = quota.Bytes, ["files"] = quota.Files };

    public static IEnumerable<(string, string?)> Fields(Quota? quota) =>
        [("quota bytes", quota?.Bytes is { } bytes ? Show.Size(bytes) : null), ("quota files", quota?.Files is { } files ? Show.Limit(files) : null)];
}
