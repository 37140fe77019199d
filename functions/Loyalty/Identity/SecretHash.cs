using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Identity;

/// <summary>
/// Client secrets and their stored form <c>pbkdf2-sha256$iterations$salt$hash</c> (RFC 8018 §5.2; salt and hash in
/// base64).
/// </summary>
public static class SecretHash
{
    /// <summary>Most iterations that a stored hash may ask for; more would be a way to stop the machine.</summary>
    public const int MaximumIterations = 10_000_000;
    private const string Scheme = "pbkdf2-sha256";
    private const int SecretBytes = 32;
    private const int SaltBytes = 16;
    private const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>A new secret: 256 random bits in base64url, 43 characters.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The form to store, with a new random salt.</summary>
    public static string Create(string secret, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaximumIterations);
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(secret, salt, iterations);
        var count = iterations.ToString(CultureInfo.InvariantCulture);
        return $"{Scheme}${count}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    /// <summary>Compares in constant time. Never throws, whatever either text is.</summary>
    public static SecretCheck Verify(string secret, string stored)
    {
        if (!TryRead(stored, out var iterations, out var salt, out var expected))
            return SecretCheck.Unreadable;
        var actual = Derive(secret, salt, iterations);
        return CryptographicOperations.FixedTimeEquals(actual, expected) ? SecretCheck.Same : SecretCheck.Different;
    }

    private static bool TryRead(string stored, out int iterations, out byte[] salt, out byte[] hash)
    {
        (iterations, salt, hash) = (0, [], []);
        var parts = stored.Split('$');
        return parts is [Scheme, var count, var saltText, var hashText]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            && iterations is >= 1 and <= MaximumIterations
            && TryReadBase64(saltText, SaltBytes, out salt)
            && TryReadBase64(hashText, HashBytes, out hash);
    }

    private static bool TryReadBase64(string text, int length, out byte[] bytes)
    {
        // One byte more than wanted, so that a longer text is seen to be longer.
        bytes = new byte[length + 1];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != length)
            return false;
        bytes = bytes[..length];
        return true;
    }

    // The overload that takes a string throws on lone surrogates; these bytes replace them, and no secret of ours has
    // any.
    private static byte[] Derive(string secret, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(secret),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            HashBytes
        );
}

/// <summary>What comparing a secret with a stored hash found.</summary>
public enum SecretCheck
{
    /// <summary>It is another secret.</summary>
    Different,

    /// <summary>It is this secret.</summary>
    Same,

    /// <summary>The stored text is no hash of ours, so no secret fits it. Somebody must look at the stored
    /// document.</summary>
    Unreadable,
}
