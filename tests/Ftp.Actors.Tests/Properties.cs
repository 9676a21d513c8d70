using FsCheck;

namespace Ftp.Actors.Tests;

/// <summary>How properties are checked: a counterexample with its seed is an exception, success is silent.</summary>
internal static class Properties
{
    public static Config Of(int tests) => Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(tests);
}
