using Loyalty.Signing;

namespace Loyalty.Contracts.Support;

/// <summary>A data key that seals, and no key that signs.</summary>
public sealed class SealingKeys : IKeyRing
{
    public DataKey DataKey { get; } = DataKey.Create();

    public IReadOnlyList<PublicKey> Live => throw new NotSupportedException();

    public SigningKey Current(KeyUse use) => throw new NotSupportedException();

    public IReadOnlyList<PublicKey> LiveFor(KeyUse use) => throw new NotSupportedException();
}
