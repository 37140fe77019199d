namespace Loyalty.Signing;

/// <summary>
/// The parameters of a <c>Signature</c> header in the form of the integration guide, not yet judged.
/// </summary>
internal ref struct HeaderSignature
{
    private const int MaximumDigits = 15;
    private Known seen;

    [Flags]
    private enum Known
    {
        Other = 0,
        KeyId = 1,
        Algorithm = 2,
        Created = 4,
        Expires = 8,
        Headers = 16,
        Signature = 32,
        Required = KeyId | Created | Headers | Signature,
    }

    public ReadOnlySpan<char> KeyId { get; private set; }

    /// <summary>Null when the message names none.</summary>
    public string? Algorithm { get; private set; }

    public long Created { get; private set; }

    /// <summary>In whole seconds, rounded down, as clocks are here.</summary>
    public long? Expires { get; private set; }

    /// <summary>As it was sent, which is how it is signed.</summary>
    public ReadOnlySpan<char> ExpiresText { get; private set; }

    public ReadOnlySpan<char> Headers { get; private set; }

    public ReadOnlySpan<char> Signature { get; private set; }

    /// <summary>
    /// Reads <c>name="text"</c> and <c>name=digits</c> separated by commas. Names are compared without case, so that no
    /// two spellings of one parameter pass as two; unknown ones are read over, as the draft demands (§2.2).
    /// </summary>
    public static SignatureFault TryParse(ReadOnlySpan<char> header, out HeaderSignature signature)
    {
        signature = default;
        if (header.Length > SignatureLimits.HeaderLength)
            return SignatureFault.HeaderTooLong;
        Span<Range> names = stackalloc Range[SignatureLimits.Parameters];
        var position = 0;
        for (var count = 0; count < names.Length; count++)
        {
            SkipWhiteSpace(header, ref position);
            var start = position;
            while (position < header.Length && (char.IsAsciiLetterOrDigit(header[position]) || header[position] == '_'))
                position++;
            var name = header[start..position];
            if (name.IsEmpty || !TryReadValue(header, ref position, out var value, out var quoted))
                return SignatureFault.Malformed;
            foreach (var earlier in names[..count])
            {
                if (header[earlier].Equals(name, StringComparison.OrdinalIgnoreCase))
                    return SignatureFault.RepeatedParameter;
            }
            names[count] = start..(start + name.Length);
            if (!signature.TryTake(name, value, quoted))
                return SignatureFault.Malformed;
            SkipWhiteSpace(header, ref position);
            if (position == header.Length)
                return (signature.seen & Known.Required) == Known.Required
                    ? SignatureFault.None
                    : SignatureFault.MissingParameter;
            if (header[position++] != ',')
                return SignatureFault.Malformed;
        }
        return SignatureFault.Malformed;
    }

    private static void SkipWhiteSpace(ReadOnlySpan<char> header, scoped ref int position)
    {
        while (position < header.Length && header[position] is ' ' or '\t')
            position++;
    }

    private static bool TryReadValue(
        ReadOnlySpan<char> header,
        scoped ref int position,
        out ReadOnlySpan<char> value,
        out bool quoted
    )
    {
        value = [];
        quoted = false;
        if (position == header.Length || header[position++] != '=')
            return false;
        var rest = header[position..];
        quoted = rest is ['"', ..];
        if (quoted)
        {
            rest = rest[1..];
            var end = rest.IndexOf('"');
            if (end < 0)
                return false;
            value = rest[..end];
            position += end + 2;
            // Implementations disagree on escapes: what one reads as part of a value must not end it for another.
            return !value.Contains('\\') && !value.ContainsAnyExceptInRange(' ', '~');
        }
        var after = rest.IndexOfAnyExceptInRange('.', '9');
        value = after < 0 ? rest : rest[..after];
        position += value.Length;
        return !value.IsEmpty;
    }

    private bool TryTake(scoped ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool quoted)
    {
        var parameter = Find(name);
        seen |= parameter;
        switch (parameter)
        {
            case Known.KeyId:
                KeyId = value;
                return quoted && !value.IsEmpty;
            case Known.Algorithm:
                Algorithm = value.ToString();
                return quoted;
            case Known.Headers:
                Headers = value;
                return quoted;
            case Known.Signature:
                Signature = value;
                return quoted;
            case Known.Created:
                // One well-known library puts it in quotes; the signed line is the same.
                return TrySeconds(value, out var created) && (Created = created) >= 0;
            case Known.Expires:
                ExpiresText = value;
                var point = value.IndexOf('.');
                var known = TrySeconds(point < 0 ? value : value[..point], out var expires);
                Expires = expires;
                return known && !quoted && (point < 0 || IsDigits(value[(point + 1)..]));
            default:
                return quoted || !value.ContainsAnyExceptInRange('0', '9');
        }
    }

    private static Known Find(ReadOnlySpan<char> name) =>
        Is(name, "keyId") ? Known.KeyId
        : Is(name, "algorithm") ? Known.Algorithm
        : Is(name, "created") ? Known.Created
        : Is(name, "expires") ? Known.Expires
        : Is(name, "headers") ? Known.Headers
        : Is(name, "signature") ? Known.Signature
        : Known.Other;

    private static bool Is(ReadOnlySpan<char> name, string known) =>
        name.Equals(known, StringComparison.OrdinalIgnoreCase);

    // The signed line repeats the number, so it has one spelling: no sign, no leading zero.
    private static bool TrySeconds(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        return IsDigits(text) && (text.Length == 1 || text[0] != '0') && long.TryParse(text, out seconds);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaximumDigits && !text.ContainsAnyExceptInRange('0', '9');
}
