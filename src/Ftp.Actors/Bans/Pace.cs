namespace Ftp.Actors.Bans;

/// <summary>How guessing is slowed down where it is not banned.</summary>
internal static class Pace
{
    /// <summary>So many wrong passwords cost no time.</summary>
    public const int Free = 3;

    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Slowest = TimeSpan.FromSeconds(10);

    /// <summary>A try that would have to wait longer than this for its turn is not taken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>From the third wrong password on, twice as long each time: 1, 2, 4, 8, 10, 10 … seconds.</summary>
    public static TimeSpan After(int failures) => Doubled(failures - Free);

    /// <summary>
    /// One login is guessed from many hosts: beyond three times <c>ban.failures</c> a wrong password is answered late. Nobody's right password waits, so the owner cannot be
    /// locked out by it.
    /// </summary>
    public static TimeSpan UnderPressure(int failures, int ofOneHost)
    {
        var over = failures - (3L * ofOneHost);
        return over < 0 ? TimeSpan.Zero : Doubled((int)Math.Min(over / ofOneHost, 30));
    }

    private static TimeSpan Doubled(int times)
    {
        if (times < 0)
        {
            return TimeSpan.Zero;
        }

        var pace = First * Math.Pow(2, Math.Min(times, 10));
        return pace < Slowest ? pace : Slowest;
    }
}
