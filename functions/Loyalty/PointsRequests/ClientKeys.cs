using System.Runtime.CompilerServices;
using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.PointsRequests;

/// <summary>The parsed public keys of clients, kept as long as the client documents they stand in.</summary>
internal sealed class ClientKeys
{
    private readonly ConditionalWeakTable<ClientKey, PublicKey> parsed = [];

    /// <summary>The client's key of that id, or null.</summary>
    /// <exception cref="InvalidOperationException">A stored key cannot be read: it was checked before it was stored.</exception>
    public PublicKey? Find(Client client, string keyId)
    {
        foreach (var key in client.Keys)
            if (key.KeyId == keyId)
                return parsed.GetValue(key, Parse);
        return null;
    }

    private static PublicKey Parse(ClientKey key) =>
        PublicKey.TryFromPem(key.KeyId, key.PublicKeyPem, out var publicKey, out var fault)
            ? publicKey
            : throw new InvalidOperationException($"The stored client key {key.KeyId} cannot be read: {fault}");
}
