using Akka.Actor;

namespace Ftp.Actors.Accounts;

/// <summary>To the accounts actor: check this password. Unknown logins cost the same time as wrong passwords.</summary>
/// <param name="Password">Never logged, never stored; the record's text shows stars.</param>
/// <param name="Deadline">When the session's login-timeout ends; a check still queued then is dropped.</param>
public sealed record VerifyLogin(string Login, Secret Password, string Host, DateTimeOffset Deadline) : INoSerializationVerificationNeeded;

/// <summary>To the accounts actor: does this client certificate stand for the password of this login? Unknown logins and certificates are refused alike. Answer: <see cref="LoginVerdict"/>.</summary>
/// <param name="Fingerprint">SHA-256, lower-case hex; the handshake has proved that the client has its key.</param>
public sealed record VerifyCertificate(string Login, string Fingerprint, string Host, DateTimeOffset Deadline) : INoSerializationVerificationNeeded;

/// <summary>A password on its way. Its text never shows.</summary>
public sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}

/// <summary>Answer to <see cref="VerifyLogin"/>.</summary>
public abstract record LoginVerdict : INoSerializationVerificationNeeded
{
    private LoginVerdict()
    {
    }

    public sealed record Accepted(AccountProfile Profile) : LoginVerdict;

    /// <param name="Why">For the log; the client hears only "530 Login incorrect".</param>
    public sealed record Refused(string Why) : LoginVerdict
    {
        /// <summary>Nothing was guessed: the password was right, or the certificate the account's, and something else refuses.</summary>
        public bool Proven { get; init; }
    }

    /// <summary>Could not be checked now: the queue is too long, the journal does not answer, the account is quarantined.</summary>
    public sealed record Unavailable(string Why) : LoginVerdict;
}

/// <summary>Published on the event stream of this node when an account changed; sessions of that login take the new profile, or end (null: removed).</summary>
public sealed record AccountChanged(string Login, AccountProfile? Profile);
