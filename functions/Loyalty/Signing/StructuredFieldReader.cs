using System.Buffers;
using System.Text;

namespace Loyalty.Signing;

/// <summary>
/// The pieces of structured fields (RFC 9651) that signatures and digests are made of. Each <c>Try…</c> either reads
/// its piece or answers false, after which the field is malformed and reading on is pointless.
/// </summary>
internal ref struct StructuredFieldReader(ReadOnlySpan<char> field)
{
    private const int MaximumDigits = 15;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789_-.*"
    );

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~:/0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    );

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private ReadOnlySpan<char> rest = field;

    public readonly bool AtEnd => rest.IsEmpty;

    public readonly char Next => rest.IsEmpty ? '\0' : rest[0];

    public bool TryConsume(char expected)
    {
        if (Next != expected || AtEnd)
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>Skips spaces and tabs, as around the members of a dictionary.</summary>
    public void SkipWhiteSpace() => rest = rest.TrimStart(" \t");

    /// <summary>Skips spaces only, as inside an inner list and before a parameter.</summary>
    public void SkipSpaces() => rest = rest.TrimStart(' ');

    public bool TryKey(out ReadOnlySpan<char> key)
    {
        key = Take(KeyCharacters);
        return !key.IsEmpty && (key[0] == '*' || char.IsAsciiLetterLower(key[0]));
    }

    public bool TryToken(out ReadOnlySpan<char> token)
    {
        token = Take(TokenCharacters);
        return !token.IsEmpty && (token[0] == '*' || char.IsAsciiLetter(token[0]));
    }

    public bool TryInteger(out long value)
    {
        value = 0;
        var negative = TryConsume('-');
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest : rest[..end];
        if (digits.Length is 0 or > MaximumDigits)
            return false;
        rest = rest[digits.Length..];
        value = long.Parse(digits);
        value = negative ? -value : value;
        // A decimal: nothing in a signature has one.
        return Next != '.';
    }

    public bool TryBoolean(out bool value)
    {
        value = rest is ['?', '1', ..];
        if (!value && rest is not ['?', '0', ..])
            return false;
        rest = rest[2..];
        return true;
    }

    public bool TryString(out string value)
    {
        value = "";
        if (!TryConsume('"'))
            return false;
        var text = new StringBuilder();
        while (!AtEnd)
        {
            var c = rest[0];
            rest = rest[1..];
            if (c == '"')
            {
                value = text.ToString();
                return true;
            }
            if (c == '\\')
            {
                if (Next is not ('"' or '\\'))
                    return false;
                c = rest[0];
                rest = rest[1..];
            }
            if (c is < ' ' or > '~')
                return false;
            text.Append(c);
        }
        return false;
    }

    /// <summary>Reads <c>:base64:</c> and answers what stands between the colons, not yet decoded.</summary>
    public bool TryByteSequence(out ReadOnlySpan<char> base64)
    {
        base64 = [];
        if (!TryConsume(':'))
            return false;
        var end = rest.IndexOf(':');
        if (end < 0)
            return false;
        base64 = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }

    /// <summary>Reads over the parameters of a member (RFC 9651 §3.1.2).</summary>
    public bool TrySkipParameters()
    {
        while (TryConsume(';'))
        {
            SkipSpaces();
            if (!TryKey(out _) || (TryConsume('=') && !TrySkipItem()))
                return false;
        }
        return true;
    }

    private bool TrySkipItem() =>
        Next switch
        {
            '?' => TryBoolean(out _),
            '"' => TryString(out _),
            ':' => TryByteSequence(out _),
            '-' or (>= '0' and <= '9') => TrySkipNumber(),
            _ => TryToken(out _),
        };

    private bool TrySkipNumber()
    {
        if (TryInteger(out _))
            return true;
        return TryConsume('.') && Take(Digits).Length is >= 1 and <= 3;
    }

    private ReadOnlySpan<char> Take(SearchValues<char> allowed)
    {
        var end = rest.IndexOfAnyExcept(allowed);
        var taken = end < 0 ? rest : rest[..end];
        rest = rest[taken.Length..];
        return taken;
    }
}
