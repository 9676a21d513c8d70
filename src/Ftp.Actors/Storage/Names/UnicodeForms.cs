using System.Globalization;
using System.Text;

namespace Ftp.Actors.Storage.Names;

/// <summary>
/// Canonical Unicode normalization (UAX #15). The server runs with invariant globalization, where <see cref="string.Normalize()"/> hands every string back
/// unchanged: a name typed on a Mac (NFD) would never be found under the name that Windows stored (NFC).
/// </summary>
public static partial class UnicodeForms
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, VCount = 21, TCount = 28, SCount = 11172;

    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>Composed, NFC. Lone surrogates (bytes that are not UTF-8) stay as they are.</summary>
    public static string Compose(string text) => IsAscii(text) ? text : ToText(Composed(Decomposed(text)));

    /// <summary>Decomposed, NFD.</summary>
    public static string Decompose(string text) => IsAscii(text) ? text : ToText(Decomposed(text));

    /// <summary>The spellings under which a name may be stored, the given one first.</summary>
    public static IEnumerable<string> Spellings(string name)
    {
        yield return name;
        if (IsAscii(name))
            yield break;
        var composed = Compose(name);
        if (composed != name)
            yield return composed;
        var decomposed = Decompose(name);
        if (decomposed != name && decomposed != composed)
            yield return decomposed;
    }

    public static bool IsAscii(string text) => System.Text.Ascii.IsValid(text);

    private static List<int> Decomposed(string text)
    {
        var points = new List<int>(text.Length * 2);
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                Add(points, rune.Value);
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                points.Add(text[i]);
            }
        }

        Order(points);
        return points;
    }

    private static void Add(List<int> points, int point)
    {
        if (point is >= SBase and < SBase + SCount)
        {
            var s = point - SBase;
            points.Add(LBase + s / (VCount * TCount));
            points.Add(VBase + s % (VCount * TCount) / TCount);
            if (s % TCount != 0)
                points.Add(TBase + s % TCount);
        }
        else if (Loaded.Value.Parts.TryGetValue(point, out var parts))
        {
            Add(points, parts.First);
            if (parts.Second != 0)
                Add(points, parts.Second);
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Marks after one base letter in the order of their classes; equal classes keep their order.</summary>
    private static void Order(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var mark = Class(points[i]);
            for (var j = i; mark != 0 && j > 0 && Class(points[j - 1]) > mark; j--)
                (points[j - 1], points[j]) = (points[j], points[j - 1]);
        }
    }

    private static List<int> Composed(List<int> points)
    {
        var result = new List<int>(points.Count);
        var starter = -1;
        var last = 0;
        foreach (var point in points)
        {
            var mark = Class(point);
            var blocked = starter < 0 || (result.Count - 1 > starter && last >= mark);
            if (!blocked && TryPair(result[starter], point, out var pair))
            {
                result[starter] = pair;
                continue;
            }

            if (mark == 0)
                starter = result.Count;
            last = mark;
            result.Add(point);
        }

        return result;
    }

    private static bool TryPair(int first, int second, out int pair)
    {
        if (first is >= LBase and < LBase + 19 && second is >= VBase and < VBase + VCount)
        {
            pair = SBase + ((first - LBase) * VCount + (second - VBase)) * TCount;
            return true;
        }

        if (first is >= SBase and < SBase + SCount && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount)
        {
            pair = first + second - TBase;
            return true;
        }

        return Loaded.Value.Pairs.TryGetValue((first, second), out pair);
    }

    private static int Class(int point) => Loaded.Value.Classes.TryGetValue(point, out var value) ? value : 0;

    private static string ToText(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            if (Rune.IsValid(point))
                text.Append(new Rune(point).ToString());
            else
                text.Append((char)point);
        }

        return text.ToString();
    }

    private sealed record Tables(
        Dictionary<int, (int First, int Second)> Parts, Dictionary<(int First, int Second), int> Pairs, Dictionary<int, byte> Classes);

    private static Tables Load()
    {
        var tables = new Tables([], [], []);
        foreach (var item in Items(Decompositions))
        {
            var excluded = item[0] == '!';
            var sides = item.TrimStart('!').Split('=', '+');
            var point = Hex(sides[0]);
            var parts = (Hex(sides[1]), sides.Length > 2 ? Hex(sides[2]) : 0);
            tables.Parts[point] = parts;
            if (!excluded && sides.Length > 2)
                tables.Pairs[parts] = point;
        }

        foreach (var item in Items(CombiningClasses))
        {
            var fields = item.Split('-', ':');
            for (var point = Hex(fields[0]); point <= Hex(fields[1]); point++)
                tables.Classes[point] = byte.Parse(fields[2], CultureInfo.InvariantCulture);
        }

        return tables;
    }

    private static string[] Items(string data) => data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
