using Loyalty.Budgets;

namespace Loyalty.Contracts.Support;

/// <summary>A budget, reservations of it, and writes.</summary>
public static class BudgetSample
{
    public static BudgetKey Key { get; } = new(Sample.Org(), TextId.From<RuleId>("rule-1"));

    private static CancellationToken None => CancellationToken.None;

    public static HashSet<EntryId> Ids(params string[] names) => [.. names.Select(Sample.Id)];

    public static Budget Budget(long version) => Budgets.Budget.Empty(Key) with { Version = version };

    public static Reservation Reservation(string name) =>
        new()
        {
            EntryId = Sample.Id(name),
            OrgId = Key.OrgId,
            RuleId = Key.RuleId,
            MemberId = Sample.Member().MemberId,
            Points = new Points(10),
            Ticket = 1,
            At = Sample.At,
        };

    public static BudgetWrite Write(
        Budget after,
        string? etag,
        Reservation[]? opened = null,
        Reservation[]? extended = null,
        string[]? closed = null
    ) =>
        new()
        {
            After = after,
            ETag = etag,
            Opened = [.. opened ?? []],
            Extended = [.. extended ?? []],
            Closed = [.. (closed ?? []).Select(Sample.Id)],
        };

    public static async Task<string?> CreateAsync(IBudgetStore store, params string[] names)
    {
        var commit = await store.CommitAsync(Write(Budget(1), null, [.. names.Select(Reservation)]), None);
        return commit.ETag;
    }

    public static async Task<(long Version, string? ETag)> StoredAsync(IBudgetStore store)
    {
        var found = Assert.IsType<Versioned<Budget>>(await store.FindAsync(Key, None));
        return (found.Value.Version, found.ETag);
    }
}
