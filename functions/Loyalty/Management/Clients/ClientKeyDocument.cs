using System.Buffers.Text;
using System.Security.Cryptography;
using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Management.Clients;

/// <summary>A key that a client signs with, as callers see it.</summary>
/// <param name="KeyId">The name under which signatures refer to it.</param>
/// <param name="PublicKeyPem">The PEM text as it was sent.</param>
/// <param name="Algorithm">What it verifies: <c>RSA-SHA256</c> or <c>ECDSA-SHA256</c>.</param>
/// <param name="Thumbprint">SHA-256 of its SubjectPublicKeyInfo, base64url.</param>
public sealed record ClientKeyDocument(string KeyId, string PublicKeyPem, string Algorithm, string Thumbprint)
{
    internal static ClientKeyDocument Of(ClientKey key)
    {
        if (!PublicKey.TryFromPem(key.KeyId, key.PublicKeyPem, out var parsed, out var fault))
            throw new InvalidOperationException($"The stored client key {key.KeyId} cannot be read: {fault}");
        var thumbprint = Base64Url.EncodeToString(SHA256.HashData(parsed.ToSubjectPublicKeyInfo()));
        return new ClientKeyDocument(key.KeyId, key.PublicKeyPem, parsed.Algorithm.HeaderName(), thumbprint);
    }
}
