namespace Loyalty.Catalog;

/// <summary>A key that a client signs requests with.</summary>
public sealed record ClientKey
{
    public required string KeyId { get; init; }

    /// <summary>PEM of the public key (SubjectPublicKeyInfo, or PKCS#1 for RSA).</summary>
    public required string PublicKeyPem { get; init; }
}
