using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using Moq;

namespace Loyalty.Azure.Tests.KeyVault;

/// <summary>A vault with one key in several versions that really wraps and unwraps, behind the client library's own
/// types.</summary>
internal sealed class FakeVault : IDisposable
{
    public const string KeyName = "data-key";

    /// <summary>Made once for all tests, as it takes its time.</summary>
    private static readonly ConcurrentDictionary<string, RSAParameters> Material = new();

    private readonly List<KeyVersion> versions = [];
    private int calls;

    public FakeVault()
    {
        Rotate();
    }

    /// <summary>How often it was asked for anything.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Thrown by every call.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Thrown by every call after so many.</summary>
    public (int Calls, Exception Fault)? FaultAfter { get; set; }

    /// <summary>Calls do not return until they are cancelled.</summary>
    public bool Hangs { get; set; }

    /// <summary>Wraps something that does not unwrap.</summary>
    public bool SpoilsWhatItWraps { get; set; }

    public KeyVersion Latest => versions[^1];

    public KeyVersion Rotate()
    {
        versions.Add(new KeyVersion($"v{versions.Count + 1}"));
        return Latest;
    }

    public KeyClient Connect()
    {
        var client = new Mock<KeyClient>(MockBehavior.Strict);
        client
            .Setup(c => c.GetKeyAsync(It.IsAny<string>(), null, It.IsAny<CancellationToken>()))
            .Returns(
                async (string name, string? _, CancellationToken token) =>
                {
                    await AnswerAsync(token);
                    return Response.FromValue(Latest.Show(Demand(name)), Mock.Of<Response>());
                }
            );
        client
            .Setup(c => c.GetCryptographyClient(It.IsAny<string>(), It.IsAny<string>()))
            .Returns((string name, string version) => Cryptography(name, version));
        return client.Object;
    }

    public void Dispose()
    {
        foreach (var version in versions)
            version.Rsa.Dispose();
    }

    private static RSAParameters NewKey()
    {
        using var rsa = RSA.Create(3072);
        return rsa.ExportParameters(includePrivateParameters: true);
    }

    private static string Demand(string name) =>
        name == KeyName ? name : throw new RequestFailedException(404, $"There is no key {name}.");

    private static void Demand(KeyWrapAlgorithm algorithm)
    {
        if (algorithm != KeyWrapAlgorithm.RsaOaep256)
            throw new RequestFailedException(400, $"The key does not do {algorithm}.");
    }

    private CryptographyClient Cryptography(string name, string version)
    {
        var client = new Mock<CryptographyClient>(MockBehavior.Strict);
        client
            .Setup(c => c.WrapKeyAsync(It.IsAny<KeyWrapAlgorithm>(), It.IsAny<byte[]>(), It.IsAny<CancellationToken>()))
            .Returns(
                async (KeyWrapAlgorithm algorithm, byte[] key, CancellationToken token) =>
                {
                    var rsa = await UseAsync(name, version, algorithm, token);
                    byte[] plain = SpoilsWhatItWraps ? [.. key.Reverse()] : key;
                    var wrapped = rsa.Encrypt(plain, RSAEncryptionPadding.OaepSHA256);
                    return CryptographyModelFactory.WrapResult(version, wrapped, algorithm);
                }
            );
        client
            .Setup(c =>
                c.UnwrapKeyAsync(It.IsAny<KeyWrapAlgorithm>(), It.IsAny<byte[]>(), It.IsAny<CancellationToken>())
            )
            .Returns(
                async (KeyWrapAlgorithm algorithm, byte[] wrapped, CancellationToken token) =>
                {
                    var rsa = await UseAsync(name, version, algorithm, token);
                    var key = rsa.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA256);
                    return CryptographyModelFactory.UnwrapResult(version, key, algorithm);
                }
            );
        return client.Object;
    }

    private async Task<RSA> UseAsync(string name, string version, KeyWrapAlgorithm algorithm, CancellationToken token)
    {
        await AnswerAsync(token);
        Demand(name);
        Demand(algorithm);
        var found =
            versions.Find(known => known.Version == version)
            ?? throw new RequestFailedException(404, $"There is no version {version}.");
        return found.Enabled ? found.Rsa : throw new RequestFailedException(403, "The version is disabled.");
    }

    private async Task AnswerAsync(CancellationToken token)
    {
        Interlocked.Increment(ref calls);
        token.ThrowIfCancellationRequested();
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        if (Fault is { } fault)
            throw fault;
        if (FaultAfter is var (left, later))
            FaultAfter = left > 0 ? (left - 1, later) : throw later;
    }

    /// <summary>One version of the key.</summary>
    internal sealed class KeyVersion(string version)
    {
        public string Version { get; } = version;
        public RSA Rsa { get; } = RSA.Create(Material.GetOrAdd(version, _ => NewKey()));
        public bool Enabled { get; set; } = true;
        public DateTimeOffset? NotBefore { get; set; }
        public DateTimeOffset? ExpiresOn { get; set; }

        public KeyVaultKey Show(string name)
        {
            var properties = KeyModelFactory.KeyProperties(name: name, version: Version);
            properties.Enabled = Enabled;
            properties.NotBefore = NotBefore;
            properties.ExpiresOn = ExpiresOn;
            return KeyModelFactory.KeyVaultKey(
                properties,
                new JsonWebKey([KeyOperation.WrapKey, KeyOperation.UnwrapKey])
            );
        }
    }
}
