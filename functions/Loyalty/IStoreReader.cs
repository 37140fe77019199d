using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Programs;

namespace Loyalty;

/// <summary>Port: everything that a store holds, read from one end to the other, for proofs and exports. What is written
/// meanwhile may be seen or not.</summary>
public interface IStoreReader
{
    /// <summary>All entries, refused ones included; the posted ones of an account in the order of their versions.</summary>
    IAsyncEnumerable<LedgerEntry> EntriesAsync(CancellationToken cancellationToken = default);

    /// <summary>All accounts.</summary>
    IAsyncEnumerable<Account> AccountsAsync(CancellationToken cancellationToken = default);

    /// <summary>All claimed requests.</summary>
    IAsyncEnumerable<PointsMessage> ClaimsAsync(CancellationToken cancellationToken = default);

    /// <summary>All deliveries.</summary>
    IAsyncEnumerable<Delivery> DeliveriesAsync(CancellationToken cancellationToken = default);

    /// <summary>All parked messages.</summary>
    IAsyncEnumerable<ParkedMessage> ParkedAsync(CancellationToken cancellationToken = default);

    /// <summary>All catalog documents of a kind.</summary>
    IAsyncEnumerable<T> CatalogAsync<T>(CancellationToken cancellationToken = default)
        where T : class, ICatalogDocument<T>;

    /// <summary>All budgets.</summary>
    IAsyncEnumerable<Budget> BudgetsAsync(CancellationToken cancellationToken = default);

    /// <summary>All open reservations of budgets.</summary>
    IAsyncEnumerable<Reservation> ReservationsAsync(CancellationToken cancellationToken = default);

    /// <summary>Everything that was issued to members of programs.</summary>
    IAsyncEnumerable<Issue> IssuesAsync(CancellationToken cancellationToken = default);

    /// <summary>All redemptions of groups.</summary>
    IAsyncEnumerable<GroupRedemption> GroupRedemptionsAsync(CancellationToken cancellationToken = default);
}
