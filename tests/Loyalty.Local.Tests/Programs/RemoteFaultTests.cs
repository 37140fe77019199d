using Loyalty.Catalog;
using Loyalty.Programs;

namespace Loyalty.Local.Tests.Programs;

/// <summary>What comes in between two platforms: every issue is settled once, and none is lost.</summary>
public abstract class RemoteFaultTests(RemoteFixture fixture)
{
    public sealed class OnSqlite(HastyFixture fixture) : RemoteFaultTests(fixture), IClassFixture<HastyFixture>;

    public sealed class OnCosmos(HastyCosmosFixture fixture)
        : RemoteFaultTests(fixture),
            IClassFixture<HastyCosmosFixture>;

    [Theory]
    [InlineData(Wire.Token, WireFault.Cut)]
    [InlineData(Wire.Token, WireFault.Error)]
    [InlineData(Wire.Token, WireFault.Hang)]
    [InlineData(Wire.Points, WireFault.Cut)]
    [InlineData(Wire.Points, WireFault.Error)]
    [InlineData(Wire.Points, WireFault.Hang)]
    [InlineData(Wire.Points, WireFault.Lost)]
    [InlineData(Wire.Points, WireFault.Late)]
    [InlineData(Wire.Poll, WireFault.Cut)]
    [InlineData(Wire.Poll, WireFault.Error)]
    [InlineData(Wire.Poll, WireFault.Hang)]
    public async Task Whatever_happens_to_one_request_the_issue_is_booked_once(string line, WireFault fault)
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        foreach (var bySender in (bool[])[true, false])
        {
            var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
            var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
            wire.Once(line, fault);

            var first = await scene.IssueAsync(user, reference);
            await SettledAsync(scene, user, reference, bySender);

            Assert.True(first.Status is 200 or 202, first.ToString());
            Assert.Equal(first.Status == 202 ? "pending" : "success", first.Field("status"));
            Assert.Equal("success", (await scene.ReadAsync(reference)).Field("status"));
            Assert.Equal("20", await scene.BalanceAsync(user));
        }

        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task A_refusal_is_not_final_while_an_earlier_request_may_still_arrive()
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        // The first request is on its way: from outside, that cannot be told from lost.
        wire.Once(Wire.Points, WireFault.Hang);
        await scene.IssueAsync(user, reference);

        await fixture.Far.Setup.PutAsync(scene.Rule with { Status = RuleStatus.Inactive });
        var refused = await scene.IssueAsync(user, reference);
        var recorded = await scene.RecordedAsync(reference);
        await fixture.Far.Setup.PutAsync(scene.Rule);
        await SettledAsync(scene, user, reference, bySender: true);

        Assert.Equal((202, "pending"), (refused.Status, refused.Field("status")));
        Assert.Equal("rule_not_active", recorded?.Remote?.Fault);
        Assert.Equal("20", await scene.BalanceAsync(user));
    }

    [Fact]
    public async Task A_request_that_was_accepted_without_our_knowing_counts_before_a_later_refusal()
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        wire.Once(Wire.Points, WireFault.Lost);
        var first = await scene.IssueAsync(user, reference);
        var fault = (await scene.ReadAsync(reference)).Field("fault");

        await fixture.Far.Setup.PutAsync(scene.Rule with { Status = RuleStatus.Inactive });
        await SettledAsync(scene, user, reference, bySender: true);

        Assert.Equal((202, "http_500"), (first.Status, fault));
        Assert.Null((await scene.ReadAsync(reference)).Field("fault"));
        Assert.Equal("success", (await scene.ReadAsync(reference)).Field("status"));
        Assert.Equal("20", await scene.BalanceAsync(user));
    }

    [Fact]
    public async Task While_one_has_it_in_hand_nobody_else_sends_it()
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        var lines = new List<string>();
        IssueStatus? meanwhile = null;
        wire.Watch = async (line, isAnswer) =>
        {
            if (isAnswer)
                return;
            lines.Add(line);
            if (line == Wire.Points)
                meanwhile = (await LookAfterAsync()).Status;
        };

        await scene.IssueAsync(user, reference);
        wire.Watch = (_, _) => Task.CompletedTask;
        await SettledAsync(scene, user, reference, bySender: true);

        Assert.Equal(IssueStatus.Pending, meanwhile);
        Assert.Equal([Wire.Token, Wire.Points], lines.Take(2));
        Assert.Single(lines, Wire.Points);
        Assert.Equal("20", await scene.BalanceAsync(user));

        async Task<Issue> LookAfterAsync() =>
            await fixture
                .Near.Service<IssueSettlement>()
                .SettleAsync((await scene.RecordedAsync(reference))!, waits: false, default);
    }

    [Fact]
    public async Task Fifty_at_once_with_one_reference_number_are_one_issue()
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        var sent = 0;
        wire.Watch = (line, isAnswer) =>
        {
            if (line == Wire.Points && !isAnswer)
                Interlocked.Increment(ref sent);
            return Task.CompletedTask;
        };
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => scene.IssueAsync(user, reference)));
        await SettledAsync(scene, user, reference, bySender: true);

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 202, answer.ToString()));
        Assert.Equal(49, answers.Count(answer => answer.Header("Idempotency-Replayed") == "true"));
        Assert.Single(answers.Select(answer => answer.Field("id")).Distinct());
        Assert.InRange(sent, 1, 2);
        Assert.Equal("20", await scene.BalanceAsync(user));
        await fixture.AssertProvenAsync();
    }

    /// <summary>Sends the same request again, or lets the timer look, until the issue is settled.</summary>
    private async Task SettledAsync(RemoteScene scene, string user, string reference, bool bySender) =>
        await Eventually.TrueAsync(
            "the issue is settled",
            async () =>
            {
                if (bySender)
                    return (await scene.IssueAsync(user, reference)).Status != 202;
                await fixture.Near.Service<IssueReconciliation>().RunAsync(default);
                return (await scene.RecordedAsync(reference))?.Status != IssueStatus.Pending;
            }
        );
}
