using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Loyalty.Identity;

/// <summary>A client's id and secret from an <c>Authorization: Basic</c> header (RFC 7617, RFC 6749 §2.3.1).</summary>
public readonly record struct BasicCredentials
{
    private const string Scheme = "Basic";
    private const int MaximumLength = 4096;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private BasicCredentials(string clientId, string clientSecret)
    {
        ClientId = clientId;
        ClientSecret = clientSecret;
    }

    /// <summary>The client's id, as sent.</summary>
    public string ClientId { get; }

    /// <summary>The client's secret, as sent.</summary>
    public string ClientSecret { get; }

    /// <summary>Whether the header names the Basic scheme, whatever follows it.</summary>
    public static bool IsBasic([NotNullWhen(true)] string? authorization) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (authorization.Length == Scheme.Length || authorization[Scheme.Length] == ' ');

    /// <summary>
    /// Reads the header: base64 of <c>id:secret</c>, each form-urlencoded. The ids and secrets that we give out are the
    /// same with and without that encoding. Anything else is false; never throws.
    /// </summary>
    public static bool TryRead(string? authorization, out BasicCredentials credentials)
    {
        credentials = default;
        if (!IsBasic(authorization) || authorization.Length > MaximumLength)
            return false;
        var encoded = authorization.AsSpan(Scheme.Length).Trim(' ');
        Span<byte> bytes = stackalloc byte[MaximumLength];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length) || !TryDecode(bytes[..length], out var text))
            return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (
            colon < 1
            || !FormText.TryDecode(text[..colon], out var id)
            || !FormText.TryDecode(text[(colon + 1)..], out var secret)
        )
            return false;
        credentials = new BasicCredentials(id, secret);
        return true;
    }

    // Records print their members; this one must not end up in a log.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(nameof(ClientId)).Append(" = ").Append(ClientId);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
