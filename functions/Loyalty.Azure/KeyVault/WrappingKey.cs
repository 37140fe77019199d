using System.Security.Cryptography;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.KeyVault;

/// <summary>The RSA key that never leaves the vault, and the one thing it is for: the data key goes in and out of its
/// wrapping.</summary>
internal sealed class WrappingKey(KeyClient client, IOptions<KeyVaultOptions> options, TimeProvider time)
{
    private static KeyWrapAlgorithm Algorithm => KeyWrapAlgorithm.RsaOaep256;

    /// <summary>Takes the data key out. Any version that ever wrapped it does so, also an expired one.</summary>
    /// <exception cref="UnavailableException">The vault did not answer.</exception>
    /// <exception cref="CryptographicException">What came out is no data key.</exception>
    public async Task<DataKey> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        var vault = client.GetCryptographyClient(wrapped.KeyName, wrapped.KeyVersion);
        var result = await CallAsync(
            token => vault.UnwrapKeyAsync(Algorithm, wrapped.Wrapped, token),
            cancellationToken
        );
        try
        {
            return DataKey.From(result.Key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(result.Key);
        }
    }

    /// <summary>The version that wraps from now on; null when the latest one is disabled or outside its dates.</summary>
    /// <exception cref="UnavailableException">The vault did not answer.</exception>
    public async Task<string?> CurrentVersionAsync(CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            token => client.GetKeyAsync(options.Value.KeyName, null, token),
            cancellationToken
        );
        var latest = answer.Value.Properties;
        var now = time.GetUtcNow();
        var serves = latest.Enabled != false && !(latest.NotBefore > now) && !(latest.ExpiresOn <= now);
        return serves ? latest.Version : null;
    }

    /// <summary>Wraps the data key by one version. Nothing is handed out that the vault has not been seen to unwrap: what
    /// cannot be unwrapped at the next start would be lost for good.</summary>
    /// <exception cref="UnavailableException">The vault did not answer.</exception>
    /// <exception cref="CryptographicException">Something else came out than went in.</exception>
    public async Task<WrappedKey> WrapAsync(DataKey dataKey, string version, CancellationToken cancellationToken)
    {
        var name = options.Value.KeyName;
        var vault = client.GetCryptographyClient(name, version);
        var plain = dataKey.Export();
        try
        {
            var result = await CallAsync(token => vault.WrapKeyAsync(Algorithm, plain, token), cancellationToken);
            var wrapped = new WrappedKey
            {
                KeyName = name,
                KeyVersion = version,
                Wrapped = result.EncryptedKey,
            };
            using var unwrapped = await UnwrapAsync(wrapped, cancellationToken);
            return CryptographicOperations.FixedTimeEquals(plain, unwrapped.Export())
                ? wrapped
                : throw new CryptographicException("Key Vault unwraps something else than it has wrapped.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        KeyVaultFaults.GuardAsync(call, options.Value.CallTimeout, cancellationToken);
}
