using Loyalty.Contracts.Support;

namespace Loyalty.Contracts;

/// <summary>One-time codes on a store, with tills at several hosts.</summary>
public abstract class ValidationCodeContract(IStores stores) : StoresContract(stores)
{
    private const int Tills = 50;

    [Fact]
    public async Task Of_fifty_tills_that_redeem_with_one_code_exactly_one_does()
    {
        var tills = await OpenAsync(points: 1000);
        var code = await tills.IssueAsync();

        var outcomes = await AtOnce(till => tills.SpendAsync(till, code, 10));

        Assert.Single(outcomes, outcome => outcome.Entry is not null);
        Assert.Equal(
            Tills - 1,
            outcomes.Count(outcome => outcome.Refusal == Refusal.ValidationCodeInvalid && outcome.Entry is null)
        );
        var account = await tills.AccountAsync();
        Assert.Equal((990L, 2L), (account.Balance.Value, account.Version));
        Assert.Null(account.Code);
    }

    [Fact]
    public async Task Fifty_wrong_codes_at_once_kill_the_right_one()
    {
        var tills = await OpenAsync(points: 1000);
        var code = await tills.IssueAsync();

        Assert.DoesNotContain(true, await AtOnce(till => tills.CheckAsync(till, "WRONG" + till % 10)));

        Assert.False(await tills.CheckAsync(0, code));
        Assert.Equal(Refusal.ValidationCodeInvalid, (await tills.SpendAsync(1, code, 10)).Refusal);
        Assert.Equal(1000, (await tills.AccountAsync()).Balance.Value);
    }

    [Fact]
    public async Task A_refused_redemption_leaves_the_code_alive_and_takes_no_try()
    {
        var tills = await OpenAsync(points: 10);
        var code = await tills.IssueAsync();
        var before = (await tills.AccountAsync()).Code;
        for (var till = 0; till < 10; till++)
            Assert.Equal(Refusal.InsufficientBalance, (await tills.SpendAsync(till, code, 11)).Refusal);

        Assert.Equal(before, (await tills.AccountAsync()).Code);
        Assert.NotNull((await tills.SpendAsync(0, code.ToLowerInvariant(), 10)).Entry);
    }

    [Fact]
    public async Task Whatever_fails_points_and_code_go_together()
    {
        const int rounds = 60;
        var tills = await OpenAsync(points: rounds, faults: 0.15);
        for (var round = 0; round < rounds; round++)
        {
            var code = await UntilItWorksAsync(tills.IssueAsync);
            var before = await tills.AccountAsync();
            try
            {
                await tills.SpendAsync(round, code, 1);
            }
            catch (IOException)
            {
                // Stored or not: that is what the account says.
            }

            var after = await tills.AccountAsync();
            Assert.Equal(after.Code is null, after.Version == before.Version + 1);
            Assert.Equal(before.Balance.Value - (after.Code is null ? 1 : 0), after.Balance.Value);
        }

        tills.EndFaults();
        Assert.True((await tills.AccountAsync()).Version > rounds / 2);
    }

    private static async Task<T[]> AtOnce<T>(Func<int, Task<T>> ask) =>
        await Task.WhenAll(Enumerable.Range(0, Tills).Select(till => Task.Run(() => ask(till))));

    private static async Task<T> UntilItWorksAsync<T>(Func<Task<T>> attempt)
    {
        const int most = 50;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (IOException) when (tries < most)
            {
                // Asked again, as a till does.
            }
        }
    }

    private Task<CodeTills> OpenAsync(long points, double faults = 0) =>
        CodeTills.OpenAsync(Stores.Ledger, Stores.Budgets, Stores.Catalog, points, faults);
}
