using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Tests.Support;

/// <summary>A ring of stored keys in memory that can be rotated, as the adapters do it.</summary>
internal sealed class StoredKeyRing(TimeProvider time) : IKeyRing
{
    // Making an RSA key takes long, and these keys protect nothing.
    private static readonly IReadOnlyList<StoredKey> FirstKeys = KeySet.CreateKeys(DateTimeOffset.UnixEpoch);
    private IReadOnlyList<StoredKey> stored = FirstKeys;
    private KeySet set = new(DataKey.Create(), FirstKeys, time);

    public IReadOnlyList<PublicKey> Live => set.Live;

    public DataKey DataKey => set.DataKey;

    public SigningKey Current(KeyUse use) => set.Current(use);

    public IReadOnlyList<PublicKey> LiveFor(KeyUse use) => set.LiveFor(use);

    public void Rotate(KeyUse use, TimeSpan overlap)
    {
        stored = KeySet.Rotate(stored, use, overlap, time.GetUtcNow());
        set = new KeySet(set.DataKey, stored, time);
    }
}
