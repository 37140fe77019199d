using System.Security.Cryptography;
using Loyalty.Signing;

namespace Loyalty.Identity;

/// <summary>
/// The keys that an adapter has stored, as a key ring: the newest of each use that may sign already does, the older ones
/// verify until they retire. A set never changes; a rotation makes a new list of stored keys and a new set of it.
/// </summary>
public sealed class KeySet : IKeyRing, IDisposable
{
    private static readonly KeyUse[] Uses = Enum.GetValues<KeyUse>();
    private readonly TimeProvider time;
    private readonly (StoredKey Stored, SigningKey Key)[] keys;
    private Snapshot snapshot;

    /// <param name="dataKey">Belongs to the caller, as it outlives the set.</param>
    /// <param name="stored">At least one key a use; those that have retired are skipped.</param>
    /// <param name="time">The clock that keys retire by.</param>
    /// <exception cref="InvalidDataException">A use has no live key, or one of the wrong kind, or two keys share an
    /// id.</exception>
    /// <exception cref="CryptographicException">A stored key cannot be read.</exception>
    public KeySet(DataKey dataKey, IEnumerable<StoredKey> stored, TimeProvider time)
    {
        this.time = time;
        DataKey = dataKey;
        var now = time.GetUtcNow();
        // The one without an end was made last; among several the younger.
        keys =
        [
            .. stored
                .Where(key => key.IsLive(now))
                .OrderBy(key => key.RetireAt is not null)
                .ThenByDescending(key => key.CreatedAt)
                .Select(key => (key, SigningKey.FromPkcs8(key.KeyId, key.Pkcs8, key.CreatedAt))),
        ];
        if (keys.DistinctBy(key => key.Stored.KeyId).Count() != keys.Length)
            throw new InvalidDataException("Two keys have the same id.");
        if (keys.Any(key => key.Key.Algorithm != AlgorithmOf(key.Stored.Use)))
            throw new InvalidDataException("A key is of another kind than its use demands.");
        if (Uses.Except(keys.Select(key => key.Stored.Use)).Any())
            throw new InvalidDataException("A use has no live key.");
        snapshot = Take(now);
    }

    /// <inheritdoc/>
    public DataKey DataKey { get; }

    /// <inheritdoc/>
    public IReadOnlyList<PublicKey> Live => Now().All;

    /// <inheritdoc/>
    public IReadOnlyList<PublicKey> LiveFor(KeyUse use) => Now().ByUse[Array.IndexOf(Uses, use)];

    /// <inheritdoc/>
    public SigningKey Current(KeyUse use)
    {
        var now = time.GetUtcNow();
        SigningKey? ahead = null;
        foreach (var (stored, key) in keys)
        {
            if (stored.Use != use)
                continue;
            if (stored.SignFrom is not { } from || from <= now)
                return key;
            ahead ??= key;
        }
        // A key that is published ahead, with none before it, is better than no signature.
        return ahead ?? throw new ArgumentOutOfRangeException(nameof(use), use, "Unknown key use.");
    }

    /// <summary>A first key for each use.</summary>
    public static IReadOnlyList<StoredKey> CreateKeys(DateTimeOffset now) =>
        [.. Uses.Select(use => CreateKey(use, now))];

    /// <summary>The keys to store once <paramref name="use"/> has a new one: its predecessors retire after
    /// <paramref name="overlap"/>, and what has retired already is gone.</summary>
    /// <param name="stored">The keys stored now.</param>
    /// <param name="use">The use that gets a new key.</param>
    /// <param name="overlap">For tokens at least their lifetime and the clock skew, for callbacks as long as a receiver
    /// may take to verify. Zero when the old key has leaked.</param>
    /// <param name="now">The time.</param>
    /// <param name="ahead">How long the new key is published before it signs, so that whoever keeps our keys knows it by
    /// then; the overlap begins after it. Zero = it signs at once.</param>
    public static IReadOnlyList<StoredKey> Rotate(
        IEnumerable<StoredKey> stored,
        KeyUse use,
        TimeSpan overlap,
        DateTimeOffset now,
        TimeSpan ahead = default
    ) =>
        [
            .. stored
                .Select(key =>
                    key.Use == use ? key with { RetireAt = Earlier(key.RetireAt, now + ahead + overlap) } : key
                )
                .Where(key => key.IsLive(now)),
            CreateKey(use, now) with
            {
                SignFrom = ahead > TimeSpan.Zero ? now + ahead : null,
            },
        ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, key) in keys)
            key.Dispose();
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) =>
        one is { } end && end < other ? end : other;

    private static StoredKey CreateKey(KeyUse use, DateTimeOffset now)
    {
        // Readable for the people who rotate; the random end keeps two keys of a day apart.
        var keyId = $"{NameOf(use)}-{now:yyyyMMdd}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        using var key = SigningKey.Create(AlgorithmOf(use), keyId, now);
        return new StoredKey
        {
            KeyId = keyId,
            Use = use,
            CreatedAt = now,
            Pkcs8 = key.ExportPkcs8(),
        };
    }

    private static string NameOf(KeyUse use) =>
        use switch
        {
            KeyUse.Token => "token",
            KeyUse.CallbackEcdsa => "callback-ec",
            KeyUse.CallbackRsa => "callback-rsa",
            _ => throw new ArgumentOutOfRangeException(nameof(use), use, "Unknown key use."),
        };

    private static KeyAlgorithm AlgorithmOf(KeyUse use) =>
        use switch
        {
            KeyUse.Token or KeyUse.CallbackEcdsa => KeyAlgorithm.EcdsaSha256,
            KeyUse.CallbackRsa => KeyAlgorithm.RsaSha256,
            _ => throw new ArgumentOutOfRangeException(nameof(use), use, "Unknown key use."),
        };

    // The lists stay the same objects until the next key retires.
    private Snapshot Now()
    {
        var known = Volatile.Read(ref snapshot);
        var now = time.GetUtcNow();
        if (now < known.Until)
            return known;
        var taken = Take(now);
        Volatile.Write(ref snapshot, taken);
        return taken;
    }

    private Snapshot Take(DateTimeOffset now)
    {
        var live = keys.Where(key => key.Stored.IsLive(now)).ToArray();
        return new Snapshot(
            live.Min(key => key.Stored.RetireAt) ?? DateTimeOffset.MaxValue,
            [.. live.Select(key => key.Key.PublicKey)],
            [.. Uses.Select(use => live.Where(key => key.Stored.Use == use).Select(key => key.Key.PublicKey).ToArray())]
        );
    }

    private sealed record Snapshot(DateTimeOffset Until, PublicKey[] All, PublicKey[][] ByUse);
}
