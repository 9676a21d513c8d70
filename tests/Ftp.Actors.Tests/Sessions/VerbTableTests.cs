using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Verbs;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class VerbTableTests
{
    /// <summary>The base commands of the IANA registry "FTP Commands and Extensions" that are mandatory (RFC 959, RFC 1123), and the historic X-forms.</summary>
    private static readonly string[] Mandatory =
    [
        "ABOR", "ACCT", "ALLO", "APPE", "CDUP", "CWD", "DELE", "HELP", "LIST", "MKD", "MODE", "NLST", "NOOP", "PASS", "PASV", "PORT", "PWD", "QUIT", "REIN", "REST",
        "RETR", "RMD", "RNFR", "RNTO", "SITE", "SMNT", "STAT", "STOR", "STOU", "STRU", "SYST", "TYPE", "USER", "XCUP", "XCWD", "XMKD", "XPWD", "XRMD", "FEAT", "OPTS",
    ];

    [Fact]
    public void Every_implemented_row_has_a_handler_and_every_handler_a_row() =>
        Assert.Equal(VerbTable.Rows.Where(r => r.IsImplemented).Select(r => r.Name).Order(StringComparer.Ordinal), VerbHandlers.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_mandatory_verb_has_a_row() => Assert.All(Mandatory, verb => Assert.NotNull(VerbTable.Find(verb)));

    [Fact]
    public void Every_row_is_documented() => Assert.All(VerbTable.Rows, row =>
    {
        Assert.NotEmpty(row.Help);
        Assert.NotEmpty(row.Rfc);
        Assert.StartsWith(row.Name, row.Syntax, StringComparison.Ordinal);
    });

    [Fact]
    public void Only_what_needs_a_path_names_rights_and_it_needs_its_argument() =>
        Assert.All(VerbTable.Rows.Where(r => (r.Needs | r.NeedsAny) != Rights.None), row => Assert.Equal(ArgumentRule.Required, row.Argument));

    [Fact]
    public void Transfers_and_what_changes_who_one_is_wait_for_a_running_transfer() => Assert.Equal(
        ["ABOR", "APPE", "AUTH", "CCC", "LIST", "MLSD", "NLST", "PASS", "QUIT", "REIN", "RETR", "STOR", "STOU", "USER"],
        VerbTable.Rows.Where(r => r.DuringTransfer == DuringTransfer.Waits).Select(r => r.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Features_are_those_of_implemented_rows_in_order() => Assert.Equal(
        ["AUTH TLS", "AVBL", "CCC", "CLNT", "EPRT", "EPSV", "LANG EN*", "MDTM", "MFMT", "MLST type*;", "PBSZ", "PROT", "REST STREAM", "SIZE", "TVFS", "UTF8"],
        VerbTable.Features("MLST type*;", _ => true));

    /// <summary>A verb that no dialogue speaks has no proof.</summary>
    [Fact]
    public void Every_row_is_spoken_in_a_dialogue()
    {
        var spoken = Dialogue.All().SelectMany(Dialogue.Commands).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(spoken, VerbTable.Rows.Select(r => r.Name).ToHashSet(StringComparer.Ordinal));
    }
}
