using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>No entry is committed before a place that the journal has already left behind.</summary>
public sealed class LateEntryTests : IDisposable
{
    private const string Member = "member-4711";
    private readonly ManualTimeProvider clock = new();
    private readonly CosmosScene scene;

    public LateEntryTests()
    {
        scene = new CosmosScene(clock);
    }

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task An_entry_whose_budget_stalled_is_met_by_whoever_follows_the_journal()
    {
        string? cursor = null;
        ILedgerStore ledger = scene.Ledger();
        await using var shop = new CosmosShop(
            scene,
            clock,
            services =>
                services.AddSingleton<IBudgetStore>(provider => new StallingBudgets(
                    ActivatorUtilities.CreateInstance<CosmosBudgetStore>(provider),
                    async () =>
                    {
                        clock.Advance(TimeSpan.FromMinutes(10));
                        cursor = (await ledger.JournalAsync(Shop.Rule.OrgId, cursor, 10, default)).Cursor;
                    }
                ))
        );
        var catalog = shop.Services.GetRequiredService<CachedCatalog>();
        await catalog.CreateAsync(Shop.Program, default);
        await catalog.CreateAsync(Shop.Rule with { Budget = new Points(1000) }, default);

        var message = Shop.Message(Member, "r1", clock.GetUtcNow());
        // What the decision goes by is ten minutes old by then; the queue delivers again.
        await Assert.ThrowsAsync<OutdatedDecisionException>(() => shop.Handler.HandleAsync([message], default));
        await shop.Handler.HandleAsync([message], default);

        Assert.NotNull(cursor);
        clock.Advance(TimeSpan.FromMinutes(10));
        var followed = await ledger.JournalAsync(Shop.Rule.OrgId, cursor, 10, default);
        Assert.Equal(Shop.Id("r1"), Assert.Single(followed.Entries).Id);
    }

    /// <summary>Does something before points are set aside.</summary>
    private sealed class StallingBudgets(IBudgetStore budgets, Func<Task> stall) : IBudgetStore
    {
        public ValueTask<Versioned<Budget>?> FindAsync(BudgetKey key, CancellationToken cancellationToken) =>
            budgets.FindAsync(key, cancellationToken);

        public Task<IReadOnlyList<Reservation>> ReservationsAsync(
            BudgetKey key,
            IReadOnlyCollection<EntryId> entries,
            CancellationToken cancellationToken
        ) => budgets.ReservationsAsync(key, entries, cancellationToken);

        public async Task<BudgetCommit> CommitAsync(BudgetWrite write, CancellationToken cancellationToken)
        {
            if (write.Opened.Length > 0)
                await stall();
            return await budgets.CommitAsync(write, cancellationToken);
        }

        public Task<Page<Reservation>> OpenedBeforeAsync(
            DateTimeOffset before,
            string? cursor,
            int limit,
            CancellationToken cancellationToken
        ) => budgets.OpenedBeforeAsync(before, cursor, limit, cancellationToken);
    }
}
