namespace Loyalty.GroupRedemptions;

/// <summary>Port: redemptions of groups, by id, and those that are to be looked after.</summary>
public interface IGroupRedemptionStore
{
    /// <summary>Stores a new one durably, and returns its tag; null = there is one with its id (nothing is written).</summary>
    Task<string?> CreateAsync(GroupRedemption redemption, CancellationToken cancellationToken);

    /// <summary>The redemption, or null.</summary>
    ValueTask<Versioned<GroupRedemption>?> FindAsync(EntryId id, CancellationToken cancellationToken);

    /// <summary>Replaces the one that was read with <paramref name="etag"/>, and returns its new tag; null = it has changed
    /// since (nothing is written).</summary>
    Task<string?> ReplaceAsync(GroupRedemption redemption, string etag, CancellationToken cancellationToken);

    /// <summary>Those that are due before an instant, the longest overdue first.</summary>
    Task<IReadOnlyList<GroupRedemption>> DueAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellationToken
    );
}
