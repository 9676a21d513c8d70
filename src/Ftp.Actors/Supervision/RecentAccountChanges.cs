using Ftp.Actors.Accounts;

namespace Ftp.Actors.Supervision;

/// <summary>
/// The last changes of accounts. A session whose password was checked just before the change, and which takes its place just after, would else
/// keep what was taken away: it belongs to no login yet when the change is handed round.
/// </summary>
internal sealed class RecentAccountChanges(int capacity)
{
    private readonly Dictionary<string, AccountChanged> _changes = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    public void Add(AccountChanged change)
    {
        if (!_changes.ContainsKey(change.Login))
        {
            _order.Enqueue(change.Login);
            if (_order.Count > capacity)
            {
                _changes.Remove(_order.Dequeue());
            }
        }

        _changes[change.Login] = change;
    }

    public AccountChanged? Of(string login) => _changes.GetValueOrDefault(login);
}
