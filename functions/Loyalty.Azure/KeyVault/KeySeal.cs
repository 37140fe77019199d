using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Azure.KeyVault;

/// <summary>Signing keys in and out of the form in which the catalog keeps them.</summary>
internal static class KeySeal
{
    public static SealedKey Close(StoredKey key, DataKey dataKey) =>
        new()
        {
            KeyId = key.KeyId,
            Use = key.Use,
            CreatedAt = key.CreatedAt,
            SignFrom = key.SignFrom,
            RetireAt = key.RetireAt,
            Sealed = dataKey.Seal(key.Pkcs8, ContextOf(key.Use, key.KeyId)),
        };

    /// <exception cref="InvalidDataException">It was sealed by another data key, or has been moved or changed.</exception>
    public static StoredKey Open(SealedKey key, DataKey dataKey) =>
        dataKey.TryOpen(key.Sealed, ContextOf(key.Use, key.KeyId), out var pkcs8)
            ? new StoredKey
            {
                KeyId = key.KeyId,
                Use = key.Use,
                CreatedAt = key.CreatedAt,
                SignFrom = key.SignFrom,
                RetireAt = key.RetireAt,
                Pkcs8 = pkcs8,
            }
            : throw new InvalidDataException($"Signing key {key.KeyId} does not open with the data key.");

    private static string ContextOf(KeyUse use, string keyId) => $"signing-key:{use}:{keyId}";
}
