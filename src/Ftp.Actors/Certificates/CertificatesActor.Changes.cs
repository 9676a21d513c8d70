using System.Collections.Immutable;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Persistence;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates;

public sealed partial class CertificatesActor
{
    /// <summary>Asks the rules, does the work, asks them again (others may have come first), keeps the key, then the event.</summary>
    private void Begin(CertificateCommand command, bool own, Action<CertificateAnswer> answer)
    {
        if (Repeated(command) is { } first)
        {
            answer(first);
            return;
        }

        var now = Services.Time.GetUtcNow();
        if (CertificateRules.Refusal(_state, command, Services.Settings.Current.Certificate, now, own) is { } refused)
        {
            answer(refused);
            return;
        }

        if (command is CertificateCommands.Remove)
        {
            Decide(command, null, own, answer);
            return;
        }

        var keys = KeysOf(command.Name);
        Work(
            () => CertificateWork.Do(command, keys, now),
            made =>
            {
                if (made.Fault is { } fault)
                {
                    answer(new CertificateAnswer.Refused(RefusalKind.Invalid, fault));
                }
                else
                {
                    Decide(command, made.Value, own, answer);
                }
            },
            e => answer(new CertificateAnswer.Refused(RefusalKind.Invalid, $"it cannot be done: {e.Message}")));
    }

    private void Decide(CertificateCommand command, Made? made, bool own, Action<CertificateAnswer> answer)
    {
        if (Repeated(command) is { } first)
        {
            answer(first);
            return;
        }

        var kept = Keep(made);
        if (kept.Fault is { } notKept)
        {
            answer(new CertificateAnswer.Refused(RefusalKind.Unavailable, notKept));
            return;
        }

        var keyId = kept.Value;
        var (refused, happened) = CertificateRules.Decide(_state, command, made, keyId, Services.Settings.Current.Certificate, Services.Time.GetUtcNow(), own);
        if (happened is null)
        {
            Forget(made?.KeyId is null && keyId.Length > 0 ? [keyId] : []);
            answer(refused ?? (CertificateAnswer)new CertificateAnswer.Done(Info(command.Name), Changed: false));
            return;
        }

        Change(happened, () => answer(new CertificateAnswer.Done(Info(happened.Certificate), Changed: true)));
    }

    /// <summary>Stores an event and shows what it changes; keys that nothing needs any more go after it.</summary>
    private void Change(CertificateEvent happened, Action then)
    {
        var before = _state.KeyIds;
        Store(happened, () =>
        {
            Show();
            Forget(before.Except(_state.KeyIds));
            Services.Log.Write(CertificateEventText.Entry(happened, happened is CertificateRemoved ? null : Info(happened.Certificate), _state.Revision));
            then();
        });
    }

    private CertificateAnswer.Done? Repeated(CertificateCommand command) =>
        _state.Answered.Find(command.CommandId) is null ? null : new CertificateAnswer.Done(Info(command.Name), Changed: true);

    /// <returns>The id under which the key stands on the disk; "" where there is none.</returns>
    private Parsed<string> Keep(Made? made)
    {
        if (made is null || made.KeyId is not null)
        {
            return made?.KeyId ?? "";
        }

        try
        {
            return _keys.Add(made.KeyPem);
        }
        catch (IOException e)
        {
            var text = $"the key cannot be stored: {e.Message}";
            Report(LogLevel.Error, "certificate.key-not-stored", text);
            return new Fault(text);
        }
    }

    private void Forget(IEnumerable<string> keyIds)
    {
        foreach (var id in keyIds)
        {
            try
            {
                _keys.Remove(id);
            }
            catch (IOException e)
            {
                // the next start sweeps it
                Report(LogLevel.Error, "certificate.key-not-removed", $"a key that is not needed any more cannot be removed: {e.Message}");
            }
        }
    }

    /// <summary>A waiting request's first: an answer that fits it is meant for it.</summary>
    private ImmutableArray<StoredKey> KeysOf(string name)
    {
        var stored = _state.Find(name);
        return [.. ((string?[])[stored?.Request?.KeyId, stored?.KeyId]).OfType<string>().Where(id => id.Length > 0)
            .Select(id => (Id: id, Key: _keys.Read(id))).Where(k => k.Key.Fault is null).Select(k => new StoredKey(k.Id, k.Key.Value))];
    }

    /// <summary>Keys that a crash left over go; what others could read is closed to them, and told.</summary>
    private void TidyKeys()
    {
        try
        {
            foreach (var caution in _keys.Secure())
            {
                Report(LogLevel.Error, "certificate.key-readable", $"{caution}: if others may have read the keys there, make new ones");
            }

            // an event that cannot be read may have named a key
            foreach (var stray in _state.Quarantined.Count == 0 ? _keys.Sweep(_state.KeyIds) : [])
            {
                Report(LogLevel.System, "certificate.key-swept", $"removed {stray} from {_keys.Directory}: no certificate needs it");
            }

            Services.Alarms.Clear(FolderAlarm);
        }
        catch (IOException e)
        {
            var text = $"the folder of the keys, {_keys.Directory}, cannot be used: {e.Message}";
            Services.Alarms.Raise(FolderAlarm, text);
            Report(LogLevel.Error, "certificate.keys-unusable", text);
        }
    }

    private void Work<T>(Func<T> work, Action<T> then, Action<Exception> failed) =>
        Task.Run(work).PipeTo(Self, Self, result => new Continue(() => then(result)), e => new Continue(() => failed(e)));
}
