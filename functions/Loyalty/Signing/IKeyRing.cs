namespace Loyalty.Signing;

/// <summary>
/// The platform's own keys, ready in memory. The Key Vault adapter unwraps them once per instance start, because
/// Key Vault is rate-limited; the embedded adapter reads a key file beside its database. Neither is asked per message.
/// </summary>
public interface IKeyRing
{
    /// <summary>
    /// Every public key that a signature of ours may still be made with, older ones in overlap included.
    /// </summary>
    IReadOnlyList<PublicKey> Live { get; }

    /// <summary>Protects the small secrets that must be read again, such as callback secrets.</summary>
    DataKey DataKey { get; }

    /// <summary>The key that signs from now on. It belongs to the ring: callers do not dispose of it.</summary>
    SigningKey Current(KeyUse use);

    /// <summary>Those of <see cref="Live"/> that serve one use, so that a callback key never vouches for a token. The same
    /// list object until something changes.</summary>
    IReadOnlyList<PublicKey> LiveFor(KeyUse use);
}
