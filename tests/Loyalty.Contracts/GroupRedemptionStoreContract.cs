using Loyalty.Contracts.Support;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IGroupRedemptionStore"/> does.</summary>
public abstract class GroupRedemptionStoreContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<IGroupRedemptionStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IGroupRedemptionStore> ReopenAsync();

    [Fact]
    public async Task One_is_found_as_it_was_stored_and_survives_a_restart()
    {
        var store = await OpenAsync();
        var redemption = Redemption("r1");
        Assert.NotNull(await store.CreateAsync(redemption, None));

        store = await ReopenAsync();

        Same.Json(redemption, (await store.FindAsync(redemption.Id, None))?.Value);
        Assert.Null(await store.FindAsync(Redemption("r2").Id, None));
    }

    [Fact]
    public async Task Of_sixty_four_at_once_exactly_one_is_stored()
    {
        var store = await OpenAsync();

        var tags = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n => Task.Run(() => store.CreateAsync(Redemption("r1") with { Round = n }, None)))
        );

        var stored = (await store.FindAsync(Redemption("r1").Id, None))!;
        Assert.Equal(stored.ETag, Assert.Single(tags, tag => tag is not null));
        Assert.Equal(stored.Value.Round, Array.FindIndex(tags, tag => tag is not null));
    }

    [Fact]
    public async Task A_tag_is_good_for_one_change_which_has_the_next()
    {
        var store = await OpenAsync();
        var first = (await store.CreateAsync(Redemption("r1"), None))!;
        var after = Redemption("r1") with { State = GroupState.Capturing };

        var second = await store.ReplaceAsync(after, first, None);

        Assert.NotNull(second);
        Assert.Null(await store.ReplaceAsync(Redemption("r1"), first, None));
        Assert.Null(await store.ReplaceAsync(Redemption("r1"), "no-such-tag", None));
        Assert.Equal(GroupState.Capturing, (await store.FindAsync(after.Id, None))?.Value.State);
        Assert.NotNull(await store.ReplaceAsync(after with { State = GroupState.Done }, second, None));
    }

    [Fact]
    public async Task Those_that_are_due_come_longest_overdue_first_until_they_are_at_their_end()
    {
        var store = await OpenAsync();
        var tags = new Dictionary<int, string>();
        foreach (var n in (int[])[3, 1, 2, 4])
            tags[n] = (await store.CreateAsync(Redemption($"r{n}") with { DueAt = Sample.At.AddSeconds(n) }, None))!;

        var due = await store.DueAsync(Sample.At.AddSeconds(4), 10, None);
        var one = await store.DueAsync(Sample.At.AddSeconds(4), 1, None);
        await store.ReplaceAsync(Redemption("r1") with { State = GroupState.Done, DueAt = null }, tags[1], None);
        var left = await store.DueAsync(Sample.At.AddSeconds(4), 10, None);

        Assert.Equal(["r1", "r2", "r3"], due.Select(redemption => redemption.RequestId.Value));
        Assert.Equal(["r1"], one.Select(redemption => redemption.RequestId.Value));
        Assert.Equal(["r2", "r3"], left.Select(redemption => redemption.RequestId.Value));
    }

    private static GroupRedemption Redemption(string reference)
    {
        var client = TextId.From<ClientId>("till");
        var customer = TextId.From<MemberId>("ann");
        var number = TextId.From<RequestId>(reference);
        return new GroupRedemption
        {
            Id = EntryId.ForRedemption(client, customer, number),
            OrgId = Sample.Org(),
            ProgramId = TextId.From<ProgramId>("main"),
            ClientId = client,
            CustomerId = customer,
            RequestId = number,
            GroupId = "family",
            Reference = Sample.OddText,
            Sale = new TillSale { Points = new Points(7), Notes = Sample.OddText },
            State = GroupState.Holding,
            Code = Refusal.InsufficientBalance,
            Round = 2,
            Shares =
            [
                new GroupShare(customer, new Points(3)),
                new GroupShare(TextId.From<MemberId>("bob"), new Points(4)),
            ],
            CreatedAt = Sample.At,
            DueAt = Sample.At.AddMinutes(1),
        };
    }
}
