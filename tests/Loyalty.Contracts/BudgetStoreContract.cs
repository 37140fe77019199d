using Loyalty.Budgets;
using Loyalty.Contracts.Support;
using static Loyalty.Contracts.Support.BudgetSample;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IBudgetStore"/> does.</summary>
public abstract class BudgetStoreContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>A store without budgets.</summary>
    protected abstract Task<IBudgetStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IBudgetStore> ReopenAsync();

    [Fact]
    public async Task A_budget_and_its_reservations_are_found_as_they_were_written_and_survive_a_restart()
    {
        var store = await OpenAsync();
        var budget = Budget(1) with { Used = new Points(-3), ReservedAt = Sample.At };
        var reservation = Reservation("r1") with { MemberId = TextId.From<MemberId>(Sample.OddText) };
        var commit = await store.CommitAsync(Write(budget, null, opened: [reservation]), None);

        store = await ReopenAsync();

        var found = await store.FindAsync(Key, None);
        Assert.Equal(BudgetCommit.Committed(found!.ETag), commit);
        // Neither has a list in it: equal records are equal to the last field.
        Assert.Equal(budget, found.Value);
        Assert.Equal(reservation, Assert.Single(await store.ReservationsAsync(Key, [Sample.Id("r1")], None)));
    }

    [Fact]
    public async Task What_was_never_written_is_not_found()
    {
        var store = await OpenAsync();
        await CreateAsync(store, "r1");

        Assert.Null(await store.FindAsync(Key with { RuleId = TextId.From<RuleId>("rule-2") }, None));
        Assert.Empty(await store.ReservationsAsync(Key, [], None));
        Assert.Empty(await store.ReservationsAsync(Key, [Sample.Id("r2")], None));
        Assert.Empty(await store.ReservationsAsync(Key, [Sample.Id("r2"), Sample.Id("r3")], None));
        var elsewhere = Key with { OrgId = Sample.Org("org-2") };
        Assert.Empty(await store.ReservationsAsync(elsewhere, [Sample.Id("r1")], None));
    }

    [Fact]
    public async Task Of_many_reservations_those_asked_for_are_found()
    {
        var store = await OpenAsync();
        await CreateAsync(store, "r1", "r2", "r3");

        var found = await store.ReservationsAsync(Key, [Sample.Id("r3"), Sample.Id("r9"), Sample.Id("r1")], None);

        Assert.Equal(Ids("r1", "r3"), found.Select(reservation => reservation.EntryId).ToHashSet());
    }

    [Fact]
    public async Task The_tag_that_was_given_is_good_for_one_write()
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store);

        var second = await store.CommitAsync(Write(Budget(2), tag), None);
        var third = await store.CommitAsync(Write(Budget(3), tag), None);

        Assert.Equal(BudgetCommitOutcome.Committed, second.Outcome);
        Assert.Equal(BudgetCommit.Stale, third);
        Assert.Equal((2, second.ETag), await StoredAsync(store));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("no-such-tag")]
    public async Task A_budget_that_exists_is_not_written_without_its_tag(string? tag)
    {
        var store = await OpenAsync();
        await CreateAsync(store);

        Assert.Equal(BudgetCommit.Stale, await store.CommitAsync(Write(Budget(2), tag), None));

        Assert.Equal(1, (await StoredAsync(store)).Version);
    }

    [Fact]
    public async Task A_budget_that_does_not_exist_is_not_replaced()
    {
        var store = await OpenAsync();

        Assert.Equal(BudgetCommit.Stale, await store.CommitAsync(Write(Budget(2), "7"), None));

        Assert.Null(await store.FindAsync(Key, None));
    }

    [Fact]
    public async Task One_write_opens_extends_and_closes()
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store, "r1", "r2");

        await store.CommitAsync(
            Write(Budget(2), tag, [Reservation("r3")], [Reservation("r2") with { Points = new(70) }], ["r1"]),
            None
        );

        var found = await store.ReservationsAsync(Key, [.. Ids("r1", "r2", "r3")], None);
        Assert.Equal(
            [(Sample.Id("r2"), 70), (Sample.Id("r3"), 10)],
            found.Select(item => (item.EntryId, item.Points.Value)).OrderByDescending(item => item.Value)
        );
    }

    [Fact]
    public async Task A_reservation_is_closed_and_another_opened_for_the_same_entry_in_one_write()
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store, "r1");

        var commit = await store.CommitAsync(
            Write(Budget(2), tag, [Reservation("r1") with { Ticket = 2 }], closed: ["r1"]),
            None
        );

        Assert.Equal(BudgetCommitOutcome.Committed, commit.Outcome);
        Assert.Equal(2, Assert.Single(await store.ReservationsAsync(Key, [Sample.Id("r1")], None)).Ticket);
    }

    [Fact]
    public async Task A_reservation_that_is_open_is_not_opened_again_and_nothing_is_written()
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store, "r1");

        var commit = await store.CommitAsync(Write(Budget(2), tag, [Reservation("r2"), Reservation("r1")]), None);

        Assert.Equal(BudgetCommit.Exists, commit);
        Assert.Equal((1, tag), await StoredAsync(store));
        Assert.Empty(await store.ReservationsAsync(Key, [Sample.Id("r2")], None));
    }

    [Fact]
    public async Task A_stale_budget_is_met_before_a_reservation_that_exists()
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store, "r1");
        await store.CommitAsync(Write(Budget(2), tag), None);

        Assert.Equal(BudgetCommit.Stale, await store.CommitAsync(Write(Budget(2), tag, [Reservation("r1")]), None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reservation_that_is_gone_is_neither_closed_nor_extended_and_nothing_is_written(bool close)
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store, "r1");

        var write = close
            ? Write(Budget(2), tag, [Reservation("r3")], closed: ["r1", "r2"])
            : Write(Budget(2), tag, [Reservation("r3")], [Reservation("r2")], ["r1"]);

        Assert.Equal(BudgetCommit.Stale, await store.CommitAsync(write, None));
        Assert.Equal((1, tag), await StoredAsync(store));
        Assert.Equal(
            Sample.Id("r1"),
            Assert.Single(await store.ReservationsAsync(Key, [.. Ids("r1", "r2", "r3")], None)).EntryId
        );
    }

    [Fact]
    public async Task As_many_operations_as_fit_are_written_and_one_more_is_refused()
    {
        var store = await OpenAsync();
        var most = Enumerable.Range(0, BudgetWrite.MaxOperations - 1).Select(n => Reservation($"r{n}")).ToArray();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            store.CommitAsync(Write(Budget(1), null, [.. most, Reservation("more")]), None)
        );
        var commit = await store.CommitAsync(Write(Budget(1), null, most), None);

        Assert.Equal(BudgetCommitOutcome.Committed, commit.Outcome);
        var ids = most.Select(reservation => reservation.EntryId).ToList();
        Assert.Equal(most.Length, (await store.ReservationsAsync(Key, ids, None)).Count);
    }

    [Fact]
    public async Task A_reservation_of_another_budget_is_refused()
    {
        var store = await OpenAsync();
        var foreign = Reservation("r1") with { RuleId = TextId.From<RuleId>("rule-2") };

        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(Write(Budget(1), null, [foreign]), None));
    }

    [Fact]
    public async Task Reservations_are_paged_by_age_over_all_budgets()
    {
        var store = await OpenAsync();
        for (var n = 1; n <= 5; n++)
        {
            var key = Key with { RuleId = TextId.From<RuleId>($"rule-{n}") };
            var reservation = Reservation($"r{n}") with { RuleId = key.RuleId, At = Sample.At.AddMinutes(n) };
            await store.CommitAsync(Write(Budgets.Budget.Empty(key), null, [reservation]), None);
        }

        var before = Sample.At.AddMinutes(5);
        var first = await store.OpenedBeforeAsync(before, null, 3, None);
        var second = await store.OpenedBeforeAsync(before, first.NextCursor, 3, None);

        Assert.Equal([Sample.Id("r1"), Sample.Id("r2"), Sample.Id("r3")], first.Items.Select(item => item.EntryId));
        Assert.Equal([Sample.Id("r4")], second.Items.Select(item => item.EntryId));
        Assert.Null(second.NextCursor);
        await Assert.ThrowsAsync<UnknownCursorException>(() => store.OpenedBeforeAsync(before, "no-cursor!", 3, None));
    }

    [Fact]
    public async Task Of_sixty_four_writes_with_one_tag_exactly_one_is_stored()
    {
        var store = await OpenAsync();
        var tag = await CreateAsync(store);

        var commits = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n =>
                    Task.Run(() => store.CommitAsync(Write(Budget(100 + n), tag, [Reservation($"r{n}")]), None))
                )
        );

        var stored = Assert.Single(commits, commit => commit.Outcome == BudgetCommitOutcome.Committed);
        var winner = Array.IndexOf(commits, stored);
        Assert.Equal((100 + winner, stored.ETag), await StoredAsync(store));
        var ids = Enumerable.Range(0, 64).Select(n => Sample.Id($"r{n}")).ToList();
        Assert.Equal(Sample.Id($"r{winner}"), Assert.Single(await store.ReservationsAsync(Key, ids, None)).EntryId);
    }
}
