using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

public sealed class AccountTurnsTests
{
    private static readonly AccountKey Other = Given.Key with { MemberId = TextId.From<MemberId>("bob") };
    private readonly AccountTurns turns = new();

    [Fact]
    public async Task The_second_turn_on_an_account_begins_when_the_first_ends()
    {
        var first = await turns.TakeAsync(Given.Key, CancellationToken.None);
        var second = turns.TakeAsync(Given.Key, CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task Turns_on_other_accounts_do_not_wait()
    {
        using var first = await turns.TakeAsync(Given.Key, CancellationToken.None);

        var other = turns.TakeAsync(Other, CancellationToken.None);

        Assert.True(other.IsCompletedSuccessfully);
        (await other).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_keep_the_next_from_its_turn()
    {
        using var stop = new CancellationTokenSource();
        var first = await turns.TakeAsync(Given.Key, CancellationToken.None);
        var second = turns.TakeAsync(Given.Key, stop.Token).AsTask();
        var third = turns.TakeAsync(Given.Key, CancellationToken.None).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();

        (await third).Dispose();
    }

    [Fact]
    public async Task Accounts_that_nobody_works_on_are_forgotten()
    {
        using var stop = new CancellationTokenSource();
        var first = await turns.TakeAsync(Given.Key, CancellationToken.None);
        var second = turns.TakeAsync(Given.Key, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, turns.Count);

        first.Dispose();

        Assert.Equal(0, turns.Count);
    }
}
