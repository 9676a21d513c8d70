using System.Text;

namespace Ftp.Host.Configuration;

/// <summary>
/// Looks a HOCON text over before the parser gets it. The parser of the actor system forgives what no operator means: an open brace swallows the
/// files behind it, a key without a value vanishes, <c>${?x}</c> becomes a loop, <c>[::1]</c> another, and a substitution that leads to itself overflows the stack
/// and takes the process with it. Here each of them is a line number.
/// </summary>
internal sealed class HoconScanner(HoconSource source, SubstitutionGraph graph)
{
    /// <summary>The parser calls itself for each: some thousands overflow the stack.</summary>
    private const int Deepest = 64;

    private readonly string _text = source.Text;
    private readonly Stack<Frame> _frames = new();
    private readonly StringBuilder _key = new();
    private string _path = "";
    private bool _inValue;
    private bool _valueSeen;
    private int _line = 1;

    /// <returns>Null where all is well, else <c>FILE:LINE: what is wrong</c>.</returns>
    internal string? Scan()
    {
        for (var i = 0; i < _text.Length;)
        {
            var (next, fault) = Step(i);
            if (fault is not null)
            {
                return $"{source.Name}:{_line}: {fault}";
            }

            i = next;
        }

        return _frames.TryPeek(out var open) ? $"{source.Name}:{open.Line}: '{open.Bracket}' is never closed"
            : PendingKey() is { } fault2 ? $"{source.Name}:{_line}: {fault2}"
            : null;
    }

    private (int Next, string? Fault) Step(int i)
    {
        switch (_text[i])
        {
            case '\n' or ',':
                return (i + 1, EndOfItem(i));
            case '#':
            case '/' when At(i, "//"):
                var end = _text.IndexOf('\n', i);
                return (end < 0 ? _text.Length : end, null);
            case '"':
                return Quoted(i);
            case '$' when At(i, "${"):
                return Substitution(i);
            case '{' or '[' when _frames.Count == Deepest:
                return (i, $"more than {Deepest} brackets within each other");
            case '{':
                Open('{', _inValue ? _path : Join(Prefix, Key));
                _inValue = false;
                _key.Clear();
                return (i + 1, null);
            case '[' when _inValue:
                Open('[', _path);
                return (i + 1, null);
            case '}' or ']':
                return (i + 1, Close(_text[i]));
            case '=' or ':' when _inValue:
                // the parser takes it nowhere, and in a list it never comes to an end over it: [127.0.0.1, ::1]
                return (i, $"'{_text[i]}' in the value of {_path}: put the value into quotation marks");
            case '\\' when InArray:
                return (i, $"'\\' in the list {_path}: put the value into quotation marks");
            case '=' or ':':
                return (i + 1, Assign());
            default:
                Plain(_text[i]);
                return (i + 1, null);
        }
    }

    private string Prefix => _frames.TryPeek(out var frame) ? frame.Path : "";

    private string Key => _key.ToString().Trim();

    private bool InArray => _frames.TryPeek(out var frame) && frame.Bracket == '[';

    private bool At(int i, string what) => string.CompareOrdinal(_text, i, what, 0, what.Length) == 0;

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : key.Length == 0 ? prefix : $"{prefix}.{key}";

    private void Plain(char c)
    {
        if (_inValue)
        {
            _valueSeen |= !char.IsWhiteSpace(c);
        }
        else
        {
            _key.Append(c);
        }
    }

    private string? EndOfItem(int i)
    {
        string? fault = null;
        if (_inValue && !InArray && (_valueSeen || _text[i] == ','))
        {
            fault = _valueSeen ? null : $"{_path} has no value";
            _inValue = false;
        }
        else if (!_inValue && NextVisible(i + 1) is not ('{' or '=' or ':'))
        {
            fault = PendingKey();
        }

        _line += fault is null && _text[i] == '\n' ? 1 : 0;
        return fault;
    }

    private string? PendingKey() => _inValue && !_valueSeen ? $"{_path} has no value"
        : Key.StartsWith("include ", StringComparison.Ordinal) ? "include is not supported: name each file with --hocon"
        : !_inValue && Key.Length > 0 ? $"{Join(Prefix, Key)} has no value"
        : null;

    private char NextVisible(int i)
    {
        while (i < _text.Length && char.IsWhiteSpace(_text[i]))
        {
            i++;
        }

        return i < _text.Length ? _text[i] : '\n';
    }

    private string? Assign()
    {
        if (Key.EndsWith('+'))
        {
            return "+= is not supported: write the whole list";
        }

        if (Key.Length == 0)
        {
            return "a value without a key";
        }

        _path = Join(Prefix, Key);
        graph.Assign(_path);
        _key.Clear();
        (_inValue, _valueSeen) = (true, false);
        return null;
    }

    private (int Next, string? Fault) Quoted(int i)
    {
        var quote = At(i, "\"\"\"") ? "\"\"\"" : "\"";
        for (var j = i + quote.Length; j < _text.Length; j++)
        {
            if (At(j, quote))
            {
                var inside = _text[(i + quote.Length)..j];
                _line += inside.Count(c => c == '\n');
                _valueSeen |= _inValue;
                _ = _inValue ? _key : _key.Append(inside);
                return (j + quote.Length, null);
            }

            if (quote.Length == 1 && _text[j] == '\n')
            {
                break;
            }

            j += quote.Length == 1 && _text[j] == '\\' ? 1 : 0;
        }

        return (i, "a quotation mark is never closed");
    }

    private (int Next, string? Fault) Substitution(int i)
    {
        var end = _text.IndexOf('}', i);
        var name = end < 0 ? "" : _text[(i + 2)..end].Trim();
        if (name.Length == 0 || name[0] == '?')
        {
            return (i, end < 0 ? "'${' is never closed" : "${?…} is not supported: ${key} needs a key that has a value");
        }

        _valueSeen = true;
        graph.Refer(_path, name);
        return (end + 1, null);
    }

    private void Open(char bracket, string path)
    {
        _frames.Push(new Frame(bracket, path, _line));
        _valueSeen = true;
    }

    private string? Close(char bracket)
    {
        var pending = bracket == '}' ? PendingKey() : null;
        if (pending is not null)
        {
            return pending;
        }

        if (!_frames.TryPop(out var frame) || frame.Bracket != (bracket == '}' ? '{' : '['))
        {
            return $"'{bracket}' closes nothing";
        }

        // behind the bracket its own item goes on: a list element, or a value that is whole now
        _inValue = InArray || frame.Bracket == '[';
        _path = frame.Path;
        _valueSeen = true;
        _key.Clear();
        return null;
    }

    private readonly record struct Frame(char Bracket, string Path, int Line);
}
