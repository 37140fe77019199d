namespace Loyalty.Signing;

/// <summary>What a key signs with. It belongs to the key and never to a message.</summary>
public enum KeyAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).</summary>
    RsaSha256,

    /// <summary>ECDSA with SHA-256 on P-256 (FIPS 186-5).</summary>
    EcdsaSha256,
}
