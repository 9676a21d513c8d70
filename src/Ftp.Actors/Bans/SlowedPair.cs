namespace Ftp.Actors.Bans;

/// <summary>One login tried from one host that is not banned for it: its tries stand in line, each a pace after the one before.</summary>
internal sealed class SlowedPair
{
    public int Failures { get; private set; }

    public TimeSpan Last { get; private set; }

    /// <summary>The next try is not checked before.</summary>
    public TimeSpan Next { get; private set; }

    public bool IsSlowed(TimeSpan now, TimeSpan window) => Failures >= Pace.Free && now - Last <= window;

    public void Failed(TimeSpan now, TimeSpan window)
    {
        Failures = now - Last > window ? 1 : Failures + 1;
        Last = now;
        Next = Later(Next, now + Pace.After(Failures));
    }

    /// <summary>Takes the next place in the line.</summary>
    /// <returns>How long to wait for it; null: too long.</returns>
    public TimeSpan? Take(TimeSpan now)
    {
        var begin = Later(Next, now);
        if (begin - now > Pace.Patience)
        {
            return null;
        }

        Next = begin + Pace.After(Failures);
        return begin - now;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>Failures of one login over all hosts, within a window that slides: the last window counts by the part of it that still lies within.</summary>
internal sealed class Pressure
{
    private TimeSpan _begin;
    private int _now;
    private int _before;

    public int Note(TimeSpan now, TimeSpan window)
    {
        if (now - _begin >= window)
        {
            _before = now - _begin >= 2 * window ? 0 : _now;
            _begin = _before == 0 ? now : _begin + window;
            _now = 0;
        }

        _now++;
        return _now + (int)(_before * (1 - ((now - _begin) / window)));
    }
}
