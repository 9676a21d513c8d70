using System.Collections.Frozen;
using Ftp.Actors.Sessions.Verbs.Access;
using Ftp.Actors.Sessions.Verbs.Data;
using Ftp.Actors.Sessions.Verbs.Files;
using Ftp.Actors.Sessions.Verbs.Places;
using Ftp.Actors.Sessions.Verbs.Security;
using Ftp.Actors.Sessions.Verbs.Talk;
using Ftp.Actors.Sessions.Verbs.Transfers;

namespace Ftp.Actors.Sessions.Verbs;

/// <summary>What each implemented row of the verb table does. A test holds the two against each other.</summary>
public static class VerbHandlers
{
    private static readonly FrozenDictionary<string, Func<Turn, Step>> Handlers = new Dictionary<string, Func<Turn, Step>>(StringComparer.Ordinal)
    {
        ["USER"] = UserVerb.Handle,
        ["PASS"] = PassVerb.Handle,
        ["ACCT"] = AcctVerb.Handle,
        ["REIN"] = ReinVerb.Handle,
        ["QUIT"] = QuitVerb.Handle,

        ["AUTH"] = AuthVerb.Handle,
        ["PBSZ"] = PbszVerb.Handle,
        ["PROT"] = ProtVerb.Handle,
        ["CCC"] = CccVerb.Handle,

        ["CWD"] = CwdVerb.Handle,
        ["XCWD"] = CwdVerb.Handle,
        ["CDUP"] = CdupVerb.Handle,
        ["XCUP"] = CdupVerb.Handle,
        ["PWD"] = PwdVerb.Handle,
        ["XPWD"] = PwdVerb.Handle,
        ["MKD"] = MkdVerb.Handle,
        ["XMKD"] = MkdVerb.Handle,
        ["RMD"] = RmdVerb.Handle,
        ["XRMD"] = RmdVerb.Handle,

        ["DELE"] = DeleVerb.Handle,
        ["RNFR"] = RnfrVerb.Handle,
        ["RNTO"] = RntoVerb.Handle,
        ["SIZE"] = SizeVerb.Handle,
        ["MDTM"] = MdtmVerb.Handle,
        ["MFMT"] = MfmtVerb.Handle,
        ["MLST"] = MlstVerb.Handle,
        ["AVBL"] = AvblVerb.Handle,

        ["TYPE"] = TypeVerb.Handle,
        ["STRU"] = StruVerb.Handle,
        ["MODE"] = ModeVerb.Handle,
        ["PORT"] = PortVerb.Handle,
        ["PASV"] = PasvVerb.Handle,
        ["EPRT"] = EprtVerb.Handle,
        ["EPSV"] = EpsvVerb.Handle,
        ["ALLO"] = AlloVerb.Handle,
        ["REST"] = RestVerb.Handle,

        ["RETR"] = RetrVerb.Handle,
        ["STOR"] = StorVerb.Handle,
        ["STOU"] = StouVerb.Handle,
        ["APPE"] = AppeVerb.Handle,
        ["LIST"] = ListingVerb.List,
        ["NLST"] = ListingVerb.Nlst,
        ["MLSD"] = ListingVerb.Mlsd,
        ["ABOR"] = AborVerb.Handle,

        ["FEAT"] = FeatVerb.Handle,
        ["OPTS"] = OptsVerb.Handle,
        ["LANG"] = LangVerb.Handle,
        ["CLNT"] = ClntVerb.Handle,
        ["HELP"] = HelpVerb.Handle,
        ["NOOP"] = NoopVerb.Handle,
        ["STAT"] = StatVerb.Handle,
        ["SYST"] = SystVerb.Handle,
        ["SITE"] = HelpVerb.Site,
        ["SITE CHMOD"] = SiteChmodVerb.Handle,
        ["SITE PSWD"] = SitePswdVerb.Handle,
        ["SITE UTIME"] = SiteUtimeVerb.Handle,
        ["SITE HELP"] = HelpVerb.Site,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Handlers.Keys;

    public static Func<Turn, Step> For(string name) => Handlers[name];
}
