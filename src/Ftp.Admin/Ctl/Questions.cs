namespace Ftp.Admin.Ctl;

/// <summary>Yes-or-no questions on a terminal.</summary>
internal static class Questions
{
    public static bool Ask(CtlEnvironment env, string what)
    {
        env.Error.Write($"{what}. Go on? [y/N] ");
        env.Error.Flush();
        return env.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
