using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Certificates;

public sealed partial class CertificatesActor
{
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.OrdinalIgnoreCase);
    private ClientAuthorities _authorities = ClientAuthorities.None;
    private bool _looking;

    /// <summary>What the last look at a pair came to.</summary>
    /// <param name="Trouble">Why it was not taken; null: it was.</param>
    /// <param name="Told">The operator has heard of the trouble.</param>
    private sealed record Watched(string CertificatePath, string KeyPath, string Content, string? Trouble, bool Told);

    private sealed record Pair(string Name, string CertificatePath, string KeyPath, string? Known);

    /// <summary>Whoever writes both files one after the other has a moment in which they do not fit: only the second look in a row is told.</summary>
    private string? WatchTrouble(string name) =>
        _watched.GetValueOrDefault(name) is { Told: true, Trouble: { } why } ? $"the files it watches were not taken, the last good ones serve: {why}" : null;

    private void LookAtFiles()
    {
        if (!_looking && _state.Certificates.Values.Any(c => c.IsWatched))
        {
            _looking = true;
            LookAtFiles(atOnce: false, _ => _looking = false, () => _looking = false);
        }
    }

    /// <summary>SIGHUP: everything that stands in files of others, and certificates that could not be loaded.</summary>
    private void Reread(Action<ImmutableArray<string>> then)
    {
        TidyKeys();
        _loaded.Refresh(_state, again: true);
        ReadAuthorities(() => LookAtFiles(
            atOnce: true,
            lines =>
            {
                Show();
                then(_authorities switch
                {
                    { Path: "" } => lines,
                    { Trouble: { } trouble } => lines.Add(trouble),
                    { Certificates: var some } => lines.Add($"client-certificate-authorities: {_authorities.Path} read, {some?.Count} certificates"),
                });
            },
            () => then(["the files could not be read; the log says why"])));
    }

    /// <param name="atOnce">Also a trouble that is seen for the first time is told.</param>
    private void LookAtFiles(bool atOnce, Action<ImmutableArray<string>> then, Action failed)
    {
        var now = Services.Time.GetUtcNow();
        var pairs = _state.Certificates.Values.Where(c => c.IsWatched && _state.Find(c.Name) is not null).Select(c => new Pair(c.Name, c.CertificatePath!, c.KeyPath!, Known(c))).ToList();
        Work(
            () => pairs.Select(p => (Pair: p, Look: WatchedPair.Look(p.CertificatePath, p.KeyPath, p.Known, now))).ToImmutableArray(),
            looks => Take(looks, 0, atOnce, [], then),
            e =>
            {
                Report(LogLevel.Error, "certificate.watch-failed", $"watched certificates could not be looked at: {e.Message}");
                failed();
            });
    }

    /// <summary>Content that need not be judged again: it was good, of these paths, and serves.</summary>
    private string? Known(StoredCertificate stored) =>
        _watched.GetValueOrDefault(stored.Name) is { Trouble: null } good && good.CertificatePath == stored.CertificatePath && good.KeyPath == stored.KeyPath
        && _loaded[stored.Name]?.Identity is not null ? good.Content : null;

    /// <summary>One pair after the other, because each may be an event.</summary>
    private void Take(ImmutableArray<(Pair Pair, PairLook Look)> looks, int at, bool atOnce, ImmutableArray<string> lines, Action<ImmutableArray<string>> then)
    {
        if (at == looks.Length)
        {
            then(lines);
            return;
        }

        var (pair, look) = looks[at];
        var stored = _state.Find(pair.Name);
        // meanwhile it may have been removed, or watch other files
        if (stored is null || stored.CertificatePath != pair.CertificatePath || stored.KeyPath != pair.KeyPath)
        {
            Take(looks, at + 1, atOnce, lines, then);
            return;
        }

        switch (look.Made)
        {
            case null:
                Next("unchanged");
                break;
            case { Fault: { } why }:
                Refuse(pair, look.Content, why, atOnce);
                Next($"not taken, the last good ones serve: {why}");
                break;
            case { Value: var made } when made.Pem == stored.Pem && _loaded[pair.Name]?.Identity is not null:
                Accept(pair, look.Content);
                Next("unchanged");
                break;
            case { Value: var made }:
                Renew(pair, look.Content, made, Next);
                break;
        }

        void Next(string what) =>
            Take(looks, at + 1, atOnce, lines.Add($"certificate '{pair.Name}' ({pair.CertificatePath}): {what}; {(Info(pair.Name) is { } info ? CertificateText.Of(info) : "")}"), then);
    }

    private void Renew(Pair pair, string content, Made made, Action<string> then)
    {
        var kept = Keep(made);
        if (kept.Fault is { } fault)
        {
            Refuse(pair, content, fault, atOnce: true);
            then(fault);
            return;
        }

        Change(new CertificateRenewed(new Stamp(Services.Time.GetUtcNow(), new Origin("watch", "files", "local")), pair.Name, made.Pem, kept.Value), () =>
        {
            Accept(pair, content);
            then("renewed");
        });
    }

    private void Accept(Pair pair, string content)
    {
        var before = _watched.GetValueOrDefault(pair.Name);
        _watched[pair.Name] = new Watched(pair.CertificatePath, pair.KeyPath, content, null, false);
        if (before is { Told: true })
        {
            Report(LogLevel.Status, "certificate.watch-recovered", $"the files that certificate '{pair.Name}' watches are good again");
            ReviewNow();
        }
    }

    private void Refuse(Pair pair, string content, string why, bool atOnce)
    {
        var before = _watched.GetValueOrDefault(pair.Name);
        var tell = atOnce || before is { Trouble: not null };
        _watched[pair.Name] = new Watched(pair.CertificatePath, pair.KeyPath, content, why, tell);
        if (tell && (before is not { Told: true } || before.Content != content))
        {
            Report(LogLevel.Error, "certificate.watch-refused", $"the files that certificate '{pair.Name}' watches were not taken, the last good ones serve: {why}");
            ReviewNow();
        }
    }

    /// <summary>Reads what the settings name; while a newly named file is not read yet, nobody leads to it.</summary>
    private void ReadAuthorities(Action? then = null)
    {
        var path = Services.Settings.Current.ClientCertificateAuthorities;
        if (path.Length == 0)
        {
            Use(ClientAuthorities.None, then);
            return;
        }

        if (path != _authorities.Path)
        {
            Use(ClientAuthorities.NotRead(path), null);
        }

        Work(
            () => ClientAuthorities.Read(path),
            read => Use(Services.Settings.Current.ClientCertificateAuthorities == path ? read : _authorities, then),
            e => Use(ClientAuthorities.NotRead(path) with { Trouble = $"client-certificate-authorities: {path} cannot be read: {e.Message}; no client certificate is accepted" }, then));
    }

    private void Use(ClientAuthorities authorities, Action? then)
    {
        _authorities = authorities;
        Show();
        if (authorities.Trouble is { } trouble)
        {
            Services.Alarms.Raise(ClientAuthorities.AlarmKey, trouble);
        }
        else
        {
            Services.Alarms.Clear(ClientAuthorities.AlarmKey);
        }

        then?.Invoke();
    }
}
