using System.Collections.Immutable;

namespace Ftp.Actors.Persistence;

/// <param name="Revision">The entity's revision that has the command's change.</param>
public sealed record AnsweredCommand(string Id, long Revision);

/// <summary>The last commands that changed an entity, part of its state: a client that lost the answer asks again with the same id.</summary>
public static class AnsweredCommands
{
    public const int Kept = 256;

    /// <summary>The longest command id, in characters.</summary>
    public const int MaximumIdLength = 128;

    public static ImmutableList<AnsweredCommand> With(this ImmutableList<AnsweredCommand> answered, string? id, long revision) =>
        id is null ? answered
        : answered.Count < Kept ? answered.Add(new AnsweredCommand(id, revision))
        : answered.RemoveAt(0).Add(new AnsweredCommand(id, revision));

    public static AnsweredCommand? Find(this ImmutableList<AnsweredCommand> answered, string? id) =>
        id is null ? null : answered.Find(a => string.Equals(a.Id, id, StringComparison.Ordinal));
}
