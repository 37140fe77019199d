using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Budgets;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <summary>Callers who wait for the answer, while others are at work on the account.</summary>
public sealed class AccountWaitTests
{
    private readonly BudgetScene scene = new(1);

    [Fact]
    public async Task Who_has_waited_for_long_enough_is_told_to_come_again_and_nothing_is_stored()
    {
        var (stalled, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Ledger.BeforeNextCommit = _ =>
        {
            stalled.SetResult();
            return release.Task;
        };
        var accounts = scene.Start();
        var first = AdjustAsync(accounts, "first");
        await stalled.Task;

        var second = AdjustAsync(accounts, "second");
        scene.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(second.IsCompleted);
        scene.Time.Advance(TimeSpan.FromSeconds(1));

        var fault = await Assert.ThrowsAsync<AccountBusyException>(() => second);
        Assert.True(fault.RetryAfter > TimeSpan.Zero);
        release.SetResult();
        // The first one's decision is too old by now, and is made again.
        Assert.True((await first).Entry is not null);
        Assert.Single(scene.Ledger.All);
        Assert.True((await AdjustAsync(accounts, "second")).Entry is not null);
    }

    private static Task<PostingOutcome> AdjustAsync(AccountHandler accounts, string id) =>
        accounts.PostAsync(
            Given.Key,
            Given.Program(),
            _ =>
                Task.FromResult<PostingPlan>(
                    new Command
                    {
                        Id = EntryId.For(Given.ClientId, TextId.From<RequestId>(id)),
                        Kind = EntryKind.Adjust,
                        Amount = new Points(1),
                        AcceptedAt = Given.Noon,
                        MemberStatus = Catalog.MemberStatus.Active,
                    }
                ),
            default
        );
}
