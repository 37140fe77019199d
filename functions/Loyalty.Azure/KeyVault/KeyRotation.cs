using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Azure.KeyVault;

/// <summary>Which keys get a successor, and when it signs. Pure.</summary>
internal static class KeyRotation
{
    /// <summary>The uses that need a new key now, and whether because their keys are distrusted.</summary>
    public static IReadOnlyList<(KeyUse Use, bool Distrusted)> Due(
        IReadOnlyList<SealedKey> keys,
        KeyVaultOptions options,
        DateTimeOffset now
    )
    {
        // An instant to come would distrust every key that is made until then, over and over.
        var distrustBefore =
            options.DistrustKeysBefore is { } before && before <= now ? before : DateTimeOffset.MinValue;
        return
        [
            .. keys.GroupBy(key => key.Use)
                .Select(group =>
                    (
                        Use: group.Key,
                        Distrusted: group.Any(key => key.CreatedAt < distrustBefore),
                        Old: now - group.Max(key => key.CreatedAt) >= options.RotateEvery
                    )
                )
                .Where(group => group.Distrusted || group.Old)
                .Select(group => (group.Use, group.Distrusted)),
        ];
    }

    /// <summary>The keys once each of these uses has a new one: published first and signing later; but at once, and
    /// alone, where the old ones are distrusted.</summary>
    public static IReadOnlyList<StoredKey> Rotate(
        IReadOnlyList<StoredKey> keys,
        IReadOnlyList<(KeyUse Use, bool Distrusted)> due,
        KeyVaultOptions options,
        DateTimeOffset now
    )
    {
        foreach (var (use, distrusted) in due)
            keys = distrusted
                ? KeySet.Rotate(keys, use, TimeSpan.Zero, now)
                : KeySet.Rotate(keys, use, options.Overlap, now, options.PublishAhead);
        return keys;
    }
}
