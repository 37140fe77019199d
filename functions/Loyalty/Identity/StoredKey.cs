using Loyalty.Signing;

namespace Loyalty.Identity;

/// <summary>One of the platform's own keys as an adapter keeps it.</summary>
public sealed record StoredKey
{
    public required string KeyId { get; init; }
    public required KeyUse Use { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it signs, for a key that is published ahead; null = from its creation.</summary>
    public DateTimeOffset? SignFrom { get; init; }

    /// <summary>First instant at which signatures of this key count no more; null = it has not been replaced.</summary>
    public DateTimeOffset? RetireAt { get; init; }

    /// <summary>The private key, unencrypted PKCS#8 DER. The adapter protects it.</summary>
    public required byte[] Pkcs8 { get; init; }

    /// <summary>Whether signatures of this key count.</summary>
    public bool IsLive(DateTimeOffset now) => RetireAt is not { } end || now < end;
}
