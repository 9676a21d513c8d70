using System.Collections.Immutable;
using System.Security.Cryptography;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates;

/// <summary>What the work for a command came to.</summary>
/// <param name="Pem">The chain, the server's own certificate first; "" for a request.</param>
internal sealed record Made(string Pem, string KeyPem)
{
    public string RequestPem { get; init; } = "";
    /// <summary>The store has the key already, under this id; null: it is to be stored.</summary>
    public string? KeyId { get; init; }
}

/// <param name="Id">In the store.</param>
internal sealed record StoredKey(string Id, string Pem);

/// <summary>What takes time: making keys, reading what others made. Done off the actor's thread; reads the files that a command names and changes nothing.</summary>
internal static class CertificateWork
{
    /// <summary>Clocks of clients that are a little slow.</summary>
    private static readonly TimeSpan Earlier = TimeSpan.FromHours(1);

    /// <param name="keys">Those that the store has for this name.</param>
    public static Parsed<Made> Do(CertificateCommand command, ImmutableArray<StoredKey> keys, DateTimeOffset now) => command switch
    {
        CertificateCommands.Create c => Create(c, now),
        CertificateCommands.Request c => Request(c),
        CertificateCommands.Import c => Import(c, keys, now),
        CertificateCommands.Watch c => WatchedPair.Look(c.CertificatePath, c.KeyPath, known: null, now).Made!.Value,
        _ => new Fault($"there is no work for {command.GetType().Name}"),
    };

    private static Parsed<Made> Create(CertificateCommands.Create c, DateTimeOffset now)
    {
        var names = SubjectNames.Parse(c.Names);
        if (names.Fault is not null)
        {
            return new Fault(names.Fault);
        }

        var (pem, key) = CertificateMaker.SelfSigned(c.Name, names.Value, c.Key, c.From ?? (now - Earlier), (c.From ?? now) + c.ValidFor);
        return new Made(pem, key);
    }

    private static Parsed<Made> Request(CertificateCommands.Request c)
    {
        var names = SubjectNames.Parse(c.Names);
        if (names.Fault is not null)
        {
            return new Fault(names.Fault);
        }

        var (request, key) = CertificateMaker.Request(c.Name, names.Value, c.Key, c.Subject);
        return new Made("", key) { RequestPem = request };
    }

    private static Parsed<Made> Import(CertificateCommands.Import c, ImmutableArray<StoredKey> stored, DateTimeOffset now)
    {
        var handed = CertificateReader.Read(c.Certificate, c.Key, c.Password?.Reveal());
        if (handed.Fault is not null)
        {
            return new Fault(handed.Fault);
        }

        if (handed.Value.Keys.Length > 0)
        {
            return Fit(handed.Value, now);
        }

        foreach (var key in stored)
        {
            var read = KeyReader.Read(key.Pem, null);
            if (read is { Fault: null, Value: [var own] } && handed.Value.Certificates.Any(own.Fits))
            {
                var made = Fit(handed.Value with { Keys = [own] }, now);
                return made.Fault is null ? made.Value with { KeyId = key.Id } : made;
            }
        }

        return new Fault(stored.Length == 0
            ? $"there is no private key in it, and no request '{c.Name}' waits whose key it could be for; give the key too (--key)"
            : $"there is no private key in it, and it is not for a key that the store has under '{c.Name}'; give its key (--key)");
    }

    /// <summary>A certificate with its chain in order and its key, if clients can be served with it.</summary>
    public static Parsed<Made> Fit(Handed handed, DateTimeOffset now)
    {
        try
        {
            var chain = CertificateChain.Of(handed);
            if (chain.Fault is not null)
            {
                return new Fault(chain.Fault);
            }

            var made = new Made(CertificateChain.Pem(chain.Value.Chain), chain.Value.Key.Pem);
            return Fitness.Refusal(chain.Value.Chain, now) is { } refusal ? new Fault(refusal) : Try(made);
        }
        catch (CryptographicException e)
        {
            // parts of a certificate are read only when they are asked for
            return new Fault($"the certificate has parts that cannot be read: {e.Message}");
        }
    }

    private static Parsed<Made> Try(Made made)
    {
        var identity = Identities.Load("", made.Pem, made.KeyPem);
        return (identity.Fault ?? Trial.Refusal(identity.Value)) is { } refusal ? new Fault(refusal) : made;
    }
}
