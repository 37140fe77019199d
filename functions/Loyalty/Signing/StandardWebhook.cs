using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Loyalty.Signing;

/// <summary>
/// The secret that a client shares with us for its callbacks, and what it signs: <c>webhook-signature</c> of the
/// Standard Webhooks specification 1.0, HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
public sealed class StandardWebhook
{
    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int NewSecretBytes = 32;

    // The specification's own bounds on a secret.
    private const int MinimumSecretBytes = 24;
    private const int MaximumSecretBytes = 64;
    private const int MaximumSignatures = 16;

    private readonly byte[] secret;

    private StandardWebhook(byte[] secret) => this.secret = secret;

    /// <summary>Makes a new secret of 32 random bytes.</summary>
    public static StandardWebhook Create() => new(RandomNumberGenerator.GetBytes(NewSecretBytes));

    /// <summary>Reads <c>whsec_</c> + base64 of 24 to 64 bytes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StandardWebhook? webhook)
    {
        webhook = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        Span<byte> bytes = stackalloc byte[MaximumSecretBytes];
        if (!Base64Text.TryDecode(text.AsSpan(Prefix.Length), bytes, out var written) || written < MinimumSecretBytes)
            return false;
        webhook = new StandardWebhook(bytes[..written].ToArray());
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>The secret as <see cref="TryParse"/> reads it. Shown to its owner once, never logged.</summary>
    public string ExportSecret() => Prefix + Convert.ToBase64String(secret);

    /// <summary>The value of <c>webhook-signature</c>: <c>v1,</c> + base64.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestampSeconds">The value of <c>webhook-timestamp</c>, Unix seconds.</param>
    /// <param name="body">The body exactly as it is sent.</param>
    public string Sign(string id, long timestampSeconds, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(id, timestampSeconds.ToString(CultureInfo.InvariantCulture), body, hash);
        return Version + Convert.ToBase64String(hash);
    }

    /// <summary>
    /// Whether one of the signatures is this secret's, and the time is near. Never throws on any text.
    /// </summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">The value of <c>webhook-signature</c>: one or more, separated by spaces.</param>
    /// <param name="body">The body exactly as it came.</param>
    /// <param name="now">The time to judge by.</param>
    /// <param name="tolerance">How far the timestamp may lie from it, in both directions.</param>
    public bool Verify(
        string id,
        string timestamp,
        string signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now,
        TimeSpan tolerance
    )
    {
        if (!IsNear(timestamp, now, tolerance))
            return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(id, timestamp, body, expected);
        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var found = false;
        var tried = 0;
        foreach (var range in signatures.AsSpan().Split(' '))
        {
            // Several stand side by side while a secret is changed. Other versions than v1 are somebody else's.
            if (tried++ == MaximumSignatures)
                break;
            var signature = signatures.AsSpan(range);
            if (
                signature.StartsWith(Version, StringComparison.Ordinal)
                && Base64Text.TryDecode(signature[Version.Length..], sent, out var written)
            )
                found |= CryptographicOperations.FixedTimeEquals(expected, sent[..written]);
        }
        return found;
    }

    private static bool IsNear(string timestamp, DateTimeOffset now, TimeSpan tolerance)
    {
        const int maximumDigits = 15;
        return timestamp.Length <= maximumDigits
            && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= tolerance.TotalSeconds;
    }

    private void Hash(string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        using var text = new SignatureText();
        text.Append(id);
        text.Append(".");
        text.Append(timestamp);
        text.Append(".");
        text.Append(body);
        HMACSHA256.HashData(secret, text.Written, hash);
    }
}
