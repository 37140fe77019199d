using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Signing;

/// <summary>
/// Seals small secrets at rest with AES-256-GCM: <c>v1.</c> and nonce (12 bytes), ciphertext and tag (16 bytes) in
/// base64url. The context, for example <see cref="CallbackSecretOf"/>, is bound to the text: sealed text that is moved
/// elsewhere does not open. Safe for concurrent use. Nonces are random, which is sound for some 2^32 secrets under one
/// key (NIST SP 800-38D).
/// </summary>
public sealed class DataKey : IDisposable
{
    /// <summary>Length of the key in bytes.</summary>
    public const int Length = 32;
    private const string Version = "v1.";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int IdLength = 8;
    private readonly byte[] key;

    private DataKey(byte[] key)
    {
        this.key = key;
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "data key id"u8).AsSpan(0, IdLength));
    }

    /// <summary>Tells this key from others and nothing about it: 16 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The context of a client's callback secret.</summary>
    public static string CallbackSecretOf(ClientId client) => $"callback-secret:{client.Value}";

    /// <summary>The context of the secret of our client at the system that keeps a program's books.</summary>
    public static string RemoteSecretOf(OrgId org, ProgramId program) => $"remote-secret:{org.Value}:{program.Value}";

    /// <summary>A new random key.</summary>
    public static DataKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Takes up a key that <see cref="Export"/> gave; the bytes are copied.</summary>
    /// <exception cref="CryptographicException">It does not have 32 bytes.</exception>
    public static DataKey From(ReadOnlySpan<byte> key) =>
        key.Length == Length
            ? new DataKey(key.ToArray())
            : throw new CryptographicException("A data key has 32 bytes.");

    /// <summary>The key itself. The caller protects it.</summary>
    public byte[] Export() => [.. key];

    /// <summary>The key that this one gives for a purpose of its own (HKDF, RFC 5869); always the same.</summary>
    public DataKey For(string purpose) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, info: Encoding.UTF8.GetBytes(purpose)));

    /// <summary>The context of the text of a notification.</summary>
    public static string TextOf(string notificationId) => $"notification:{notificationId}";

    /// <summary>32 bytes that only who has the key can tell for these (HMAC-SHA-256, RFC 2104).</summary>
    public byte[] Authenticate(ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(key, bytes);

    /// <summary>Seals the bytes for this context.</summary>
    public string Seal(ReadOnlySpan<byte> plaintext, string context)
    {
        var box = new byte[NonceLength + plaintext.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, box.AsSpan(NonceLength..^TagLength), box.AsSpan(^TagLength..), Bind(context));
        return Version + Base64Url.EncodeToString(box);
    }

    /// <summary>Opens what <see cref="Seal"/> made with this key for this context; anything else is false. Never
    /// throws.</summary>
    public bool TryOpen(string? sealedText, string context, [NotNullWhen(true)] out byte[]? plaintext)
    {
        plaintext = null;
        if (sealedText is null || !sealedText.StartsWith(Version, StringComparison.Ordinal))
            return false;
        var encoded = sealedText.AsSpan(Version.Length);
        var box = new byte[Base64Url.GetMaxDecodedLength(encoded.Length)];
        if (!Base64Url.IsValid(encoded) || !Base64Url.TryDecodeFromChars(encoded, box, out var length))
            return false;
        if (length < NonceLength + TagLength)
            return false;
        var opened = new byte[length - NonceLength - TagLength];
        try
        {
            // An instance of its own: AesGcm promises nothing about several threads.
            using var aes = new AesGcm(key, TagLength);
            var tag = box.AsSpan(length - TagLength, TagLength);
            aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength, opened.Length), tag, opened, Bind(context));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        plaintext = opened;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    // The version is bound as well, so that a later form cannot be passed off as this one.
    private static byte[] Bind(string context) => Encoding.UTF8.GetBytes(Version + context);
}
