using System.Text;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

/// <summary><c>docs/protocol-coverage.md</c> is what the verb table says. <c>FTP_WRITE_DOCS=1</c> writes it again.</summary>
public sealed class ProtocolCoverageTests
{
    private static string File => Path.Combine(Repository.Root, "docs", "protocol-coverage.md");

    [Fact]
    public void The_document_is_what_the_table_says()
    {
        if (Environment.GetEnvironmentVariable("FTP_WRITE_DOCS") == "1")
        {
            System.IO.File.WriteAllText(File, Document());
        }

        var written = System.IO.File.ReadAllLines(File);
        var generated = Document().TrimEnd('\n').Split('\n');
        Assert.True(generated.SequenceEqual(written), string.Join('\n', [
            "docs/protocol-coverage.md is not what the verb table says; run this test with FTP_WRITE_DOCS=1",
            .. generated.Except(written).Select(line => $"missing: {line}"), .. written.Except(generated).Select(line => $"too much: {line}"),
        ]));
    }

    private static string Document()
    {
        var text = new StringBuilder(
            """
            # Which commands it speaks

            Made from `src/Ftp.Actors/Protocol/VerbTable.cs`, from which the gate before every command, `FEAT` and `HELP` are made too.

            - **stage**: `any`, or `logged in` (else 530).
            - **right**: what is needed at the path that is named. `by what is there`: the command decides when it knows what the path leads to.
            - **during a transfer**: `answered` at once, or `waits` with all that was sent after it until the transfer has ended. `ABOR` breaks the transfer off and is answered after its end.
            - `AUTH`, `PBSZ`, `PROT` and `CCC` are known where FTPS is offered (`certificate` is not `none`; else 502), and `FEAT` shows `CCC` only where `clear-command-channel` allows it.
            - `AUTH` takes `TLS` and `TLS-C`, which begin with `PROT C`, and `SSL` and `TLS-P`, which imply `PBSZ 0` and `PROT P`, as the implicit port does. Nothing crosses `AUTH`, `CCC` or `REIN`: what the client sent behind one of them before its reply is thrown away where TLS begins or ends.
            - Data go in `TYPE A` or `TYPE I` (and `L 8`, the same), `STRU F` (and `R` for text), `MODE S`.

            | verb | specified in | stage | argument | right | during a transfer | FEAT | note |
            | --- | --- | --- | --- | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var row in VerbTable.Rows)
        {
            text.Append($"| {string.Join(" | ", Cells(row).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        }

        text.Append($"\n`FEAT` also says {string.Join(" and ", VerbTable.GeneralFeatures.Select(f => $"`{f}`"))}, and `MLST` with the facts that the session has chosen.\n");
        return text.ToString();
    }

    private static IEnumerable<string> Cells(VerbRow row) =>
        row.IsImplemented
            ? [
                $"`{row.Name}`", row.Rfc, Stage(row), row.Argument.ToString().ToLowerInvariant(), Right(row),
                row.DuringTransfer == DuringTransfer.Waits ? "waits" : "answered", row.Feature is { } feature ? $"`{feature}`" : "", $"`{row.Syntax}`: {row.Help}",
            ]
            : [$"`{row.Name}`", row.Rfc, Stage(row), "", "", "answered", "", "not implemented: 502"];

    private static string Stage(VerbRow row) => row.Stage == VerbStage.Any ? "any" : "logged in";

    private static string Right(VerbRow row) =>
        row.Needs != Rights.None ? RightsText.Format(row.Needs)
        : row.NeedsAny != Rights.None ? string.Join(" or ", RightsText.Single.Where(r => row.NeedsAny.HasFlag(r)).Select(RightsText.Format))
        : row.Syntax.Contains("path", StringComparison.Ordinal) ? "by what is there"
        : "";
}
