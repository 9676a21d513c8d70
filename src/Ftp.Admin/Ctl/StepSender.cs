using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Actors.Backup;
using Ftp.Admin.Commands;
using Ftp.Admin.Commands.Nouns;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>Sends steps in parts that fit into requests, and goes on after single refusals.</summary>
internal static class StepSender
{
    /// <summary>Escaped twice on the wire, and still far below its bound.</summary>
    private const int LargestPart = ControlWire.MaximumRequestBytes / 4;
    private const int MostUnits = 200;
    private const int Unavailable = 503;

    /// <param name="expected">The revision that the steps were made for; null: any.</param>
    /// <returns>What was refused.</returns>
    /// <exception cref="ProblemException">It could not go on: somebody else changed the configuration, or the server does not answer.</exception>
    public static async Task<List<Problem>> SendAsync(
        CallerCall call, ControlClient client, ImmutableArray<ImmutableArray<ConfigurationStep>> units, string comment, long? expected, Action<int, Problem?>? told = null)
    {
        var (refused, again, sent) = (new List<Problem>(), new List<ImmutableArray<ConfigurationStep>>(), 0);
        foreach (var part in Parts(units))
        {
            var results = await PartAsync(part).ConfigureAwait(false);
            for (var i = 0; i < results.Count; i++, sent++)
            {
                told?.Invoke(sent, results[i]);
                // two settings may exclude each other until both have changed
                if (results[i] is not null && part[i] is [ConfigurationStep.SetSetting or ConfigurationStep.ResetSetting])
                    again.Add(part[i]);
                else if (results[i] is { } problem)
                    refused.Add(problem);
            }
        }

        if (again.Count > 0)
            refused.AddRange((await PartAsync([.. again]).ConfigureAwait(false)).OfType<Problem>());
        return refused;

        async Task<List<Problem?>> PartAsync(ImmutableArray<ImmutableArray<ConfigurationStep>> part)
        {
            List<(Parameter, string)> values = [(BackupCommands.Steps, JsonSerializer.Serialize(part, ConfigurationJson.Default.Units)), (BackupCommands.Comment, Short(comment))];
            if (expected is { } revision)
                values.Add((BackupCommands.Expected, revision.ToString(CultureInfo.InvariantCulture)));
            JsonNode body;
            try
            {
                body = (await client.SendAsync(call.With(values)).ConfigureAwait(false)).Body;
            }
            catch (ProblemException problem)
            {
                throw new ProblemException(problem.Problem with { Detail = $"stopped after {sent} of {units.Length}: {problem.Problem.Detail}" });
            }

            if (expected is not null)
                expected = body["revision"]!.GetValue<long>();
            var results = body["results"]!.AsArray().Select(r => r is null ? null : new Problem("", "", r["status"]!.GetValue<int>(), r["detail"]!.GetValue<string>())).ToList();
            return results.FirstOrDefault(r => r?.Status == Unavailable) is { } down
                ? throw new ProblemException(Problem.Unavailable($"stopped after {sent} of {units.Length}; the same command again goes on: {down.Detail}"))
                : results;
        }
    }

    private static IEnumerable<ImmutableArray<ImmutableArray<ConfigurationStep>>> Parts(ImmutableArray<ImmutableArray<ConfigurationStep>> units)
    {
        var (part, bytes) = (ImmutableArray.CreateBuilder<ImmutableArray<ConfigurationStep>>(), 0);
        foreach (var unit in units)
        {
            var size = JsonSerializer.SerializeToUtf8Bytes([unit], ConfigurationJson.Default.Units).Length;
            if (part.Count > 0 && (part.Count >= MostUnits || bytes + size > LargestPart))
            {
                yield return part.ToImmutable();
                part.Clear();
                bytes = 0;
            }

            part.Add(unit);
            bytes += size;
        }

        if (part.Count > 0)
            yield return part.ToImmutable();
    }

    /// <summary>A comment has a bound, and file names are bytes of somebody's choice.</summary>
    private static string Short(string comment) => string.Concat(comment.EnumerateRunes().Where(r => !Rune.IsControl(r)).Take(200).Select(r => r.ToString()));
}
