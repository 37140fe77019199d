// Stand-in for Azure.Security.KeyVault.Keys (4.x): the signatures of its public API that this app uses, same namespaces and
// names, and no behaviour beyond that of a data holder. A build with UseAzurePackages=true uses the real package instead
// and does not compile this file. Nothing may be added here that the real package does not have.
using Azure.Core;
using Azure.Security.KeyVault.Keys.Cryptography;

namespace Azure.Security.KeyVault.Keys
{
    /// <summary>The keys of a vault.</summary>
    public class KeyClient
    {
        public KeyClient(Uri vaultUri, TokenCredential credential)
        {
            VaultUri = vaultUri;
        }

        protected KeyClient() { }

        public virtual Uri? VaultUri { get; }

        public virtual Task<Response<KeyVaultKey>> GetKeyAsync(
            string name,
            string? version = null,
            CancellationToken cancellationToken = default
        ) =>
            throw new PlatformNotSupportedException(
                "This build has a stand-in for Azure.Security.KeyVault.Keys: build it with UseAzurePackages=true."
            );

        public virtual CryptographyClient GetCryptographyClient(string keyName, string? keyVersion = null) =>
            throw new PlatformNotSupportedException(
                "This build has a stand-in for Azure.Security.KeyVault.Keys: build it with UseAzurePackages=true."
            );
    }

    /// <summary>A key as the vault shows it.</summary>
    public class KeyVaultKey
    {
        public KeyVaultKey(string name)
            : this(new KeyProperties(name), null) { }

        internal KeyVaultKey(KeyProperties properties, JsonWebKey? key)
        {
            Properties = properties;
            Key = key;
        }

        public string Name => Properties.Name;
        public Uri? Id => Properties.Id;
        public KeyProperties Properties { get; }
        public JsonWebKey? Key { get; }
    }

    /// <summary>What the vault says about a key.</summary>
    public class KeyProperties
    {
        public KeyProperties(string name)
            : this(name, null) { }

        internal KeyProperties(string name, string? version)
        {
            Name = name;
            Version = version;
        }

        public Uri? Id { get; internal init; }
        public Uri? VaultUri { get; internal init; }
        public string Name { get; }
        public string? Version { get; }
        public bool? Enabled { get; set; }
        public DateTimeOffset? NotBefore { get; set; }
        public DateTimeOffset? ExpiresOn { get; set; }
        public DateTimeOffset? CreatedOn { get; internal init; }
    }

    /// <summary>The public half of a key.</summary>
    public class JsonWebKey(IEnumerable<KeyOperation> keyOps)
    {
        public IReadOnlyCollection<KeyOperation> KeyOps { get; } = [.. keyOps];
    }

    /// <summary>What a key may be used for.</summary>
    public readonly struct KeyOperation(string value) : IEquatable<KeyOperation>
    {
        private readonly string value = value;

        public static KeyOperation WrapKey => new("wrapKey");
        public static KeyOperation UnwrapKey => new("unwrapKey");

        public static bool operator ==(KeyOperation left, KeyOperation right) => left.Equals(right);

        public static bool operator !=(KeyOperation left, KeyOperation right) => !left.Equals(right);

        public bool Equals(KeyOperation other) => value == other.value;

        public override bool Equals(object? obj) => obj is KeyOperation other && Equals(other);

        public override int GetHashCode() => value?.GetHashCode(StringComparison.Ordinal) ?? 0;

        public override string ToString() => value;
    }

    /// <summary>Makes, for tests, what only the service makes.</summary>
    public static class KeyModelFactory
    {
        public static KeyVaultKey KeyVaultKey(KeyProperties properties, JsonWebKey key) => new(properties, key);

        public static KeyProperties KeyProperties(
            Uri? id = null,
            Uri? vaultUri = null,
            string? name = null,
            string? version = null,
            bool managed = false,
            DateTimeOffset? createdOn = null,
            DateTimeOffset? updatedOn = null,
            string? recoveryLevel = null,
            int? recoverableDays = null
        ) =>
            new(name ?? "", version)
            {
                Id = id,
                VaultUri = vaultUri,
                CreatedOn = createdOn,
            };
    }

    /// <summary>Makes, for tests, the results that only the service makes.</summary>
    public static class CryptographyModelFactory
    {
        public static WrapResult WrapResult(
            string? keyId = null,
            byte[]? key = null,
            KeyWrapAlgorithm algorithm = default
        ) => new(keyId, key ?? [], algorithm);

        public static UnwrapResult UnwrapResult(
            string? keyId = null,
            byte[]? key = null,
            KeyWrapAlgorithm algorithm = default
        ) => new(keyId, key ?? [], algorithm);
    }
}

namespace Azure.Security.KeyVault.Keys.Cryptography
{
    /// <summary>What a vault does with one of its keys.</summary>
    public class CryptographyClient
    {
        protected CryptographyClient() { }

        public virtual string KeyId { get; } = "";

        public virtual Task<WrapResult> WrapKeyAsync(
            KeyWrapAlgorithm algorithm,
            byte[] key,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();

        public virtual Task<UnwrapResult> UnwrapKeyAsync(
            KeyWrapAlgorithm algorithm,
            byte[] encryptedKey,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();
    }

    /// <summary>A wrapped key.</summary>
    public class WrapResult
    {
        internal WrapResult(string? keyId, byte[] key, KeyWrapAlgorithm algorithm)
        {
            KeyId = keyId;
            EncryptedKey = key;
            Algorithm = algorithm;
        }

        public string? KeyId { get; }
        public byte[] EncryptedKey { get; }
        public KeyWrapAlgorithm Algorithm { get; }
    }

    /// <summary>An unwrapped key.</summary>
    public class UnwrapResult
    {
        internal UnwrapResult(string? keyId, byte[] key, KeyWrapAlgorithm algorithm)
        {
            KeyId = keyId;
            Key = key;
            Algorithm = algorithm;
        }

        public string? KeyId { get; }
        public byte[] Key { get; }
        public KeyWrapAlgorithm Algorithm { get; }
    }

    /// <summary>How keys are wrapped.</summary>
    public readonly struct KeyWrapAlgorithm(string value) : IEquatable<KeyWrapAlgorithm>
    {
        private readonly string value = value;

        public static KeyWrapAlgorithm RsaOaep256 => new("RSA-OAEP-256");

        public static bool operator ==(KeyWrapAlgorithm left, KeyWrapAlgorithm right) => left.Equals(right);

        public static bool operator !=(KeyWrapAlgorithm left, KeyWrapAlgorithm right) => !left.Equals(right);

        public bool Equals(KeyWrapAlgorithm other) => value == other.value;

        public override bool Equals(object? obj) => obj is KeyWrapAlgorithm other && Equals(other);

        public override int GetHashCode() => value?.GetHashCode(StringComparison.Ordinal) ?? 0;

        public override string ToString() => value;
    }
}
