using System.Text;

namespace Loyalty.Signing;

/// <summary>
/// One member of <c>Signature-Input</c> (RFC 9421 §4.1): what is covered, and the parameters, not yet judged.
/// </summary>
internal sealed class MessageSignatureInput
{
    private readonly StringBuilder canonical = new();

    private MessageSignatureInput() { }

    public string Label { get; private set; } = "";

    public List<string> Components { get; } = [];

    public long? Created { get; private set; }

    public long? Expires { get; private set; }

    public string? KeyId { get; private set; }

    public string? Algorithm { get; private set; }

    /// <summary>
    /// The value of the <c>@signature-params</c> line: written anew and not cut from the header, because a proxy may
    /// have changed the white space (RFC 9421 §2.3).
    /// </summary>
    public string Canonical => canonical.ToString();

    public static SignatureFault TryParse(string header, out MessageSignatureInput input)
    {
        input = new MessageSignatureInput();
        if (header.Length > SignatureLimits.HeaderLength)
            return SignatureFault.HeaderTooLong;
        var reader = new StructuredFieldReader(header);
        reader.SkipWhiteSpace();
        if (!reader.TryKey(out var label) || !reader.TryConsume('=') || !reader.TryConsume('('))
            return SignatureFault.Malformed;
        input.Label = label.ToString();
        var fault = input.ReadComponents(ref reader);
        if (fault == SignatureFault.None)
            fault = input.ReadParameters(ref reader);
        if (fault != SignatureFault.None)
            return fault;
        reader.SkipWhiteSpace();
        if (reader.AtEnd)
            return SignatureFault.None;
        return reader.Next == ',' ? SignatureFault.MultipleSignatures : SignatureFault.Malformed;
    }

    private SignatureFault ReadComponents(ref StructuredFieldReader reader)
    {
        canonical.Append('(');
        while (true)
        {
            reader.SkipSpaces();
            if (reader.TryConsume(')'))
                break;
            if (!reader.TryString(out var name))
                return SignatureFault.Malformed;
            if (reader.Next == ';')
                return SignatureFault.UnsupportedPart;
            if (reader.Next is not (' ' or ')'))
                return SignatureFault.Malformed;
            if (Components.Count == SignatureLimits.Parts)
                return SignatureFault.TooManyParts;
            if (Components.Contains(name))
                return SignatureFault.RepeatedPart;
            if (Components.Count > 0)
                canonical.Append(' ');
            Components.Add(name);
            AppendQuoted(name);
        }
        canonical.Append(')');
        return SignatureFault.None;
    }

    private SignatureFault ReadParameters(ref StructuredFieldReader reader)
    {
        var seen = new List<string>();
        while (reader.TryConsume(';'))
        {
            reader.SkipSpaces();
            if (!reader.TryKey(out var key) || seen.Count == SignatureLimits.Parameters)
                return SignatureFault.Malformed;
            var name = key.ToString();
            if (seen.Contains(name))
                return SignatureFault.RepeatedParameter;
            seen.Add(name);
            canonical.Append(';').Append(name);
            if (!TryReadValue(ref reader, name))
                return SignatureFault.Malformed;
        }
        return SignatureFault.None;
    }

    private bool TryReadValue(ref StructuredFieldReader reader, string name)
    {
        switch (name)
        {
            case "created" when TryReadInteger(ref reader, out var created):
                Created = created;
                return created >= 0;
            case "expires" when TryReadInteger(ref reader, out var expires):
                Expires = expires;
                return expires >= 0;
            case "keyid" when TryReadString(ref reader, out var keyId):
                KeyId = keyId;
                return keyId.Length > 0;
            case "alg" when TryReadString(ref reader, out var algorithm):
                Algorithm = algorithm;
                return true;
            case "created" or "expires" or "keyid" or "alg":
                return false;
            default:
                return TryReadOther(ref reader);
        }
    }

    private bool TryReadInteger(ref StructuredFieldReader reader, out long value)
    {
        value = 0;
        if (!reader.TryConsume('=') || !reader.TryInteger(out value))
            return false;
        canonical.Append('=').Append(value);
        return true;
    }

    private bool TryReadString(ref StructuredFieldReader reader, out string value)
    {
        value = "";
        if (!reader.TryConsume('=') || !reader.TryString(out value))
            return false;
        canonical.Append('=');
        AppendQuoted(value);
        return true;
    }

    // A parameter that is not judged here (nonce, tag, an extension) is still signed.
    private bool TryReadOther(ref StructuredFieldReader reader)
    {
        if (!reader.TryConsume('='))
            return true;
        switch (reader.Next)
        {
            case '?':
                if (!reader.TryBoolean(out var boolean))
                    return false;
                canonical.Append(boolean ? "" : "=?0");
                return true;
            case '"':
                if (!reader.TryString(out var text))
                    return false;
                canonical.Append('=');
                AppendQuoted(text);
                return true;
            case ':':
                if (!reader.TryByteSequence(out var base64))
                    return false;
                canonical.Append("=:").Append(base64).Append(':');
                return true;
            case '-' or (>= '0' and <= '9'):
                if (!reader.TryInteger(out var integer))
                    return false;
                canonical.Append('=').Append(integer);
                return true;
            default:
                if (!reader.TryToken(out var token))
                    return false;
                canonical.Append('=').Append(token);
                return true;
        }
    }

    private void AppendQuoted(string text) =>
        canonical
            .Append('"')
            .Append(
                text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            )
            .Append('"');
}
