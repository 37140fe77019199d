using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Local.Tests.Points;

/// <summary>Points that are not spent in time, on a clock that moves.</summary>
public abstract class ExpiryTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : ExpiryTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : ExpiryTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    public sealed class OnCosmosAndServiceBus(ClockedServiceBusFixture fixture)
        : ExpiryTests(fixture),
            IClassFixture<ClockedServiceBusFixture>;

    [Fact]
    public async Task Points_can_be_spent_through_their_last_day_and_not_after()
    {
        var (program, member) = await AwardedAsync(days: 2);
        var lastDay = DateOnly.FromDateTime(fixture.Clock.GetUtcNow().UtcDateTime).AddDays(2);
        var listed = await BalanceAsync();
        var expiring = Assert.Single(listed.Json.GetProperty("expiring").EnumerateArray());
        Assert.Equal(lastDay.ToString("yyyy-MM-dd"), expiring.GetProperty("expirationDate").GetString());

        var midnight = new DateTimeOffset(lastDay.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        fixture.Clock.Advance(midnight - TimeSpan.FromSeconds(1) - fixture.Clock.GetUtcNow());
        Assert.Equal("100", (await BalanceAsync()).Field("balance"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await BalanceAsync();

        Assert.Equal("0", after.Field("balance"));
        Assert.Equal("100", after.Field("lifetimeEarned"));
        Assert.Empty(after.Json.GetProperty("expiring").EnumerateArray());

        Task<Answer> BalanceAsync() => fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value);
    }

    [Fact]
    public async Task Expired_points_cannot_be_redeemed()
    {
        var (program, member) = await AwardedAsync(days: 1);
        var client = await fixture.Setup.ClientAsync();
        var rule = await fixture.Setup.RuleAsync(
            RuleType.Redeem,
            client,
            rule => rule with { ProgramId = program.ProgramId }
        );
        fixture.Clock.Advance(TimeSpan.FromDays(2));

        var answer = await fixture
            .Setup.PartnerOf(client)
            .SendAsync(new PointsBody(member.MemberId.Value, rule.RuleId.Value, 1, Names.Next("request")));

        Assert.Equal((400, "insufficient_balance"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_next_entry_brings_the_expiry_with_it()
    {
        var (program, member) = await AwardedAsync(days: 1);
        fixture.Clock.Advance(TimeSpan.FromDays(2));

        var adjusted = await Manager
            .Of(fixture)
            .PostAsync(
                $"/manage/members/{member.MemberId}/adjust",
                $$"""{"programId":"{{program.ProgramId}}","points":5,"reason":"A test"}"""
            );

        Assert.True(adjusted.Status == 200, adjusted.ToString());
        var entries = await EntriesAsync(program, member);
        Assert.Equal([EntryKind.Adjust, EntryKind.Expire, EntryKind.Adjust], entries.Select(entry => entry.Kind));
        Assert.Equal([5, -100, 100], entries.Select(entry => entry.Points.Value));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task The_hourly_timer_takes_what_nobody_else_does()
    {
        var (program, member) = await AwardedAsync(days: 1);
        var now = fixture.Clock.GetUtcNow();
        // The sweep comes five minutes past the hour; the day after the last one has just begun.
        var sweep = new DateTimeOffset(now.UtcDateTime.Date.AddDays(2), TimeSpan.Zero) + TimeSpan.FromMinutes(5);

        await fixture.MoveToAsync(
            sweep,
            "an expiry entry",
            async () => (await EntriesAsync(program, member)) is [{ Kind: EntryKind.Expire }, ..]
        );

        var entry = (await EntriesAsync(program, member))[0];
        Assert.True(entry.At >= sweep, $"The sweep came at {entry.At:O}.");
        Assert.Equal(-100, entry.Points.Value);
        Assert.Equal(
            "0",
            (await fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value)).Field("balance")
        );
    }

    private async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(PointProgram program, Member member)
    {
        var key = new AccountKey(Setup.Org, member.MemberId, program.ProgramId);
        return (await fixture.Service<ILedgerStore>().PageAsync(key, null, 10, default)).Items;
    }

    private async Task<(PointProgram Program, Member Member)> AwardedAsync(int days)
    {
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Expiration = new Expiration { Days = days },
            }
        );
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.GrantAsync(member, 100, program);
        return (program, member);
    }
}
