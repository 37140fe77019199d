using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace Loyalty.Signing;

/// <summary>A private key that signs. Immutable and safe for concurrent use until it is disposed of.</summary>
public sealed class SigningKey : IDisposable
{
    private const int NewRsaKeyBits = 2048;
    private readonly ObjectPool<RSA>? rsaPool;
    private readonly ObjectPool<ECDsa>? ecdsaPool;
    private readonly byte[] pkcs8;
    private bool disposed;

    private SigningKey(string keyId, DateTimeOffset createdAt, KeyAlgorithm algorithm, byte[] pkcs8)
    {
        if (!Signing.KeyId.IsValid(keyId))
            throw new ArgumentException("The key id cannot be written in a signature header.", nameof(keyId));
        this.pkcs8 = pkcs8;
        CreatedAt = createdAt;
        if (algorithm == KeyAlgorithm.RsaSha256)
        {
            rsaPool = KeyPool.Of(ImportRsa);
            PublicKey = ReadPublicKey(rsaPool, rsa => rsa.ExportSubjectPublicKeyInfoPem(), keyId);
        }
        else
        {
            ecdsaPool = KeyPool.Of(ImportEcdsa);
            PublicKey = ReadPublicKey(ecdsaPool, ecdsa => ecdsa.ExportSubjectPublicKeyInfoPem(), keyId);
        }
    }

    /// <summary>The half that anyone may have, under the same key id.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The name under which signatures refer to this key.</summary>
    public string KeyId => PublicKey.KeyId;

    /// <summary>What this key signs with.</summary>
    public KeyAlgorithm Algorithm => PublicKey.Algorithm;

    /// <summary>When the key was made; rotation counts from here.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Makes a new key: RSA of 2048 bits, or EC on P-256.</summary>
    public static SigningKey Create(KeyAlgorithm algorithm, string keyId, DateTimeOffset createdAt)
    {
        switch (algorithm)
        {
            case KeyAlgorithm.RsaSha256:
                using (var rsa = RSA.Create(NewRsaKeyBits))
                    return new SigningKey(keyId, createdAt, algorithm, rsa.ExportPkcs8PrivateKey());
            case KeyAlgorithm.EcdsaSha256:
                using (var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                    return new SigningKey(keyId, createdAt, algorithm, ecdsa.ExportPkcs8PrivateKey());
            default:
                throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Unknown key algorithm.");
        }
    }

    /// <summary>Takes up a key that <see cref="ExportPkcs8"/> wrote.</summary>
    /// <exception cref="CryptographicException">
    /// The bytes are no RSA or P-256 private key that this platform uses.
    /// </exception>
    public static SigningKey FromPkcs8(string keyId, ReadOnlySpan<byte> pkcs8, DateTimeOffset createdAt) =>
        FromPem(keyId, PemEncoding.WriteString("PRIVATE KEY", pkcs8), createdAt);

    /// <summary>
    /// Reads an unencrypted PEM block: <c>PRIVATE KEY</c>, <c>RSA PRIVATE KEY</c> or <c>EC PRIVATE KEY</c>.
    /// </summary>
    /// <exception cref="CryptographicException">
    /// The text is no RSA or P-256 private key that this platform uses.
    /// </exception>
    public static SigningKey FromPem(string keyId, string pem, DateTimeOffset createdAt)
    {
        var (algorithm, pkcs8) = PrivateKeyPem.Read(pem);
        return new SigningKey(keyId, createdAt, algorithm, pkcs8);
    }

    /// <summary>Signs the bytes (not their hash).</summary>
    /// <param name="data">What to sign.</param>
    /// <param name="format">How an EC signature is written; RSA has one form.</param>
    public byte[] Sign(ReadOnlySpan<byte> data, DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence) =>
        rsaPool is not null ? SignRsa(rsaPool, data)
        : ecdsaPool is not null ? SignEcdsa(ecdsaPool, data, format)
        : throw new InvalidOperationException("A signing key holds either an RSA or an EC key.");

    /// <summary>The private key, unencrypted, as PKCS#8 DER. The caller protects it.</summary>
    public byte[] ExportPkcs8()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return [.. pkcs8];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        (rsaPool as IDisposable)?.Dispose();
        (ecdsaPool as IDisposable)?.Dispose();
        CryptographicOperations.ZeroMemory(pkcs8);
    }

    private static byte[] SignRsa(ObjectPool<RSA> pool, ReadOnlySpan<byte> data)
    {
        var rsa = pool.Get();
        try
        {
            return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            pool.Return(rsa);
        }
    }

    private static byte[] SignEcdsa(ObjectPool<ECDsa> pool, ReadOnlySpan<byte> data, DSASignatureFormat format)
    {
        var ecdsa = pool.Get();
        try
        {
            return ecdsa.SignData(data, HashAlgorithmName.SHA256, format);
        }
        finally
        {
            pool.Return(ecdsa);
        }
    }

    private static PublicKey ReadPublicKey<T>(ObjectPool<T> pool, Func<T, string> export, string keyId)
        where T : class
    {
        var key = pool.Get();
        try
        {
            return PublicKey.TryFromPem(keyId, export(key), out var publicKey, out var fault)
                ? publicKey
                : throw new CryptographicException(fault);
        }
        finally
        {
            pool.Return(key);
        }
    }

    private RSA ImportRsa()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return rsa;
    }

    private ECDsa ImportEcdsa()
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return ecdsa;
    }
}
