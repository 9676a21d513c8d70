namespace Ftp.Actors.Settings;

/// <summary>
/// An immutable value that one actor publishes and everyone on this node reads without a message: the rights, the settings.
/// Only the owner calls <see cref="Publish"/>. A reader takes <see cref="Current"/> once per decision, never twice.
/// </summary>
public sealed class Published<T>(T initial)
    where T : class
{
    private volatile T _current = initial;

    public T Current => _current;

    public void Publish(T value) => _current = value;
}
