using System.Security.Cryptography;

namespace Ftp.Actors.Accounts;

/// <summary>
/// The log-ins of one login that wait for a hash, and the password that was right last. The same password from the same host is hashed once
/// however many connections bring it. An unknown, disabled or passwordless login goes the same way with a verifier that nothing matches.
/// </summary>
internal sealed class AccountLogins(PasswordChecker checker, TimeProvider time)
{
    private readonly Dictionary<string, List<long>> _waiting = new(StringComparer.Ordinal);
    private byte[]? _right;
    private DateTimeOffset _rightUntil;

    /// <param name="Verifier">That was checked: the account may have changed meanwhile.</param>
    /// <param name="Asked">The login that was checked first.</param>
    internal sealed record Checked(string Key, string Verifier, byte[] Mark, PasswordVerdict Verdict, VerifyLogin Asked);

    /// <summary>The account changed: whoever knew its password proves it again.</summary>
    public void Forget() => _right = null;

    /// <returns>Null where the password was right a moment ago; else the check to await, or an already running one's that answers this request too.</returns>
    public Task<Checked?>? Start(long request, VerifyLogin login, AccountRecord? account)
    {
        var password = login.Password.Reveal();
        var verifier = account?.Verifier ?? PasswordHash.Dummy;
        var mark = VerifiedPassword.Mark(login.Login, verifier, password);
        if (_right is not null && time.GetUtcNow() < _rightUntil && CryptographicOperations.FixedTimeEquals(mark, _right))
        {
            return null;
        }

        var key = $"{Convert.ToHexString(mark)} {login.Host}";
        if (_waiting.TryGetValue(key, out var others))
        {
            others.Add(request);
            return Task.FromResult<Checked?>(null);
        }

        _waiting[key] = [request];
        return CheckAsync(key, login, password, verifier, mark);
    }

    /// <returns>The requests that waited for this check.</returns>
    public IReadOnlyList<long> Finish(Checked done) => _waiting.Remove(done.Key, out var requests) ? requests : [];

    public void Remember(byte[] mark)
    {
        _right = mark;
        _rightUntil = time.GetUtcNow() + VerifiedPassword.Lifetime;
    }

    private async Task<Checked?> CheckAsync(string key, VerifyLogin login, string password, string verifier, byte[] mark) =>
        new(key, verifier, mark, await checker.CheckAsync(login.Host, password, verifier, login.Deadline).ConfigureAwait(false), login);
}
