using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;
using Loyalty.Programs;

namespace Loyalty.Local.Tests.Programs;

/// <summary>What the other platform says, and what callers of ours hear of it.</summary>
public sealed class RemoteRefusalTests(RemoteFixture fixture) : IClassFixture<RemoteFixture>
{
    [Fact]
    public async Task What_the_other_platform_refuses_has_failed_for_good()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var blocked = await fixture.Far.Setup.MemberAsync(status: MemberStatus.Blocked);
        var reference = Names.Next("order");

        var refused = await scene.IssueAsync(blocked.MemberId.Value, reference);
        await fixture.Far.Setup.PutAsync(blocked with { Status = MemberStatus.Active });
        var again = await scene.IssueAsync(blocked.MemberId.Value, reference);
        var read = await scene.ReadAsync(reference);

        Assert.Equal((400, "member_blocked"), (refused.Status, refused.Code));
        Assert.Equal((400, "member_blocked"), (again.Status, again.Code));
        Assert.Equal((200, "failed", "member_blocked"), (read.Status, read.Field("status"), read.Code));
        Assert.Equal("0", await scene.BalanceAsync(blocked.MemberId.Value));
    }

    [Fact]
    public async Task What_only_the_organisation_could_mend_is_told_in_one_word()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        await fixture.Far.Setup.PutAsync(scene.Rule with { Status = RuleStatus.Inactive });
        var reference = Names.Next("order");

        var refused = await scene.IssueAsync(await scene.MemberAsync(), reference);

        Assert.Equal((400, "program_refused"), (refused.Status, refused.Code));
        Assert.Equal("rule_not_active", (await scene.ReadAsync(reference)).Field("fault"));
    }

    [Fact]
    public async Task At_the_edge_of_a_cap_the_points_are_those_that_were_booked_and_past_it_none()
    {
        var scene = await RemoteScene.CreateAsync(
            fixture.Near,
            fixture.Far,
            change: rule =>
                rule with
                {
                    Cap = new Cap { Points = new Loyalty.Points(30), Period = CapPeriod.Lifetime },
                }
        );
        var user = await scene.MemberAsync();
        var partly = Names.Next("order");

        var whole = await scene.IssueAsync(user, Names.Next("order"));
        var part = await scene.IssueAsync(user, partly);
        var none = await scene.IssueAsync(user, Names.Next("order"));

        Assert.Equal(("20", "10"), (whole.Field("totalPoints"), part.Field("totalPoints")));
        Assert.Equal(
            """[{"destinationNumberOfPoints":"10","type":"base"}]""",
            (await scene.ReadAsync(partly)).Field("pointTransactions")
        );
        Assert.Equal((400, "earning_limit_reached"), (none.Status, none.Code));
        Assert.Equal("30", await scene.BalanceAsync(user));
    }

    [Fact]
    public async Task A_member_is_valid_who_has_a_balance_there_also_by_a_connection()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var (user, ours) = (await scene.MemberAsync(), Names.Next("ours"));
        await scene.Shop.PostAsync(
            "/v1/connections",
            $$"""{"programId":"{{scene.Program}}","endUserId":"{{ours}}","destinationUserId":"{{user}}"}"""
        );

        var byId = await ValidateAsync($$"""{"destinationUserId":"{{user}}"}""");
        var byConnection = await ValidateAsync($$"""{"destinationUserId":"{{ours}}"}""");
        var nobody = await ValidateAsync($$"""{"destinationUserId":"{{Names.Next("nobody")}}"}""");
        var byEmail = await ValidateAsync("""{"destinationUserEmail":"ann@example.com"}""");
        var preview = await scene.Shop.PostAsync(
            "/v1/transactions/preview",
            $$"""{"programId":"{{scene.Program}}","value":7}"""
        );
        await scene.IssueAsync(ours, Names.Next("order"));

        Assert.Equal(("true", "true"), (byId.Field("isValid"), byConnection.Field("isValid")));
        Assert.Equal("false", nobody.Field("isValid"));
        Assert.Equal(["destinationUserEmail not_allowed"], byEmail.Errors());
        Assert.Equal("14", preview.Field("totalPoints"));
        Assert.Equal("20", await scene.BalanceAsync(user));

        Task<Answer> ValidateAsync(string body) =>
            scene.Shop.PostAsync($"/v1/programs/{scene.Program}/validate-member", body);
    }

    [Fact]
    public async Task Who_is_not_let_in_has_sent_nothing_and_goes_on_when_that_is_mended()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        var keys = (
            await fixture.Far.Service<ICatalog>().FindAsync<Client>(Client.KeyOf(scene.Ours.ClientId), default)
        )!;
        await fixture.Far.Setup.PutAsync(keys.Value with { Keys = scene.Ours.Keys });

        var pending = await scene.IssueAsync(user, reference);
        var read = await scene.ReadAsync(reference);
        var uncertain = (await scene.RecordedAsync(reference))?.Remote?.UncertainAt;
        await fixture.Far.Setup.PutAsync(keys.Value);
        var settled = await scene.IssueAsync(user, reference);

        Assert.Equal((202, "pending", "http_401"), (pending.Status, read.Field("status"), read.Field("fault")));
        Assert.Null(uncertain);
        Assert.Equal((200, "20"), (settled.Status, await scene.BalanceAsync(user)));
    }

    [Fact]
    public async Task What_stays_pending_for_long_is_left_alone_until_somebody_asks_for_it()
    {
        await using var far = new NearHostFixture(("RemotePrograms:GiveUpAfter", "00:00:01"));
        await far.InitializeAsync();
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        wire.Faults = _ => WireFault.Error;
        var scene = await RemoteScene.CreateAsync(far, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        Assert.Equal(202, (await scene.IssueAsync(user, reference)).Status);

        await Eventually.TrueAsync(
            "it is given up",
            async () =>
            {
                await far.Service<IssueReconciliation>().RunAsync(default);
                return (await scene.RecordedAsync(reference))!.DueAt is null;
            }
        );
        var left = await scene.ReadAsync(reference);
        wire.Faults = _ => WireFault.None;
        var settled = await scene.IssueAsync(user, reference);

        Assert.Equal(("pending", "token_500"), (left.Field("status"), left.Field("fault")));
        Assert.Contains(far.Logs.Lines, line => line.Contains("stays pending", StringComparison.Ordinal));
        Assert.Equal((200, "20"), (settled.Status, await scene.BalanceAsync(user)));
    }

    [Fact]
    public async Task A_system_that_fails_again_and_again_is_left_alone_and_costs_nobody_time()
    {
        await using var near = new NearHostFixture(
            ("RemotePrograms:BreakAtRequests", "3"),
            ("RemotePrograms:BreakFor", "01:00:00")
        );
        await near.InitializeAsync();
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        wire.Faults = _ => WireFault.Error;
        var asked = 0;
        wire.Watch = (_, isAnswer) =>
        {
            if (!isAnswer)
                Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        };
        var scene = await RemoteScene.CreateAsync(near, fixture.Far, wire.BaseUrl);
        var other = await RemoteScene.CreateAsync(near, fixture.Far);
        var user = await scene.MemberAsync();

        for (var i = 0; i < 6; i++)
            Assert.Equal(202, (await scene.IssueAsync(user, Names.Next("order"))).Status);
        var reference = Names.Next("order");
        await scene.IssueAsync(user, reference);

        Assert.Equal(3, asked);
        Assert.Equal("token_circuit_open", (await scene.ReadAsync(reference)).Field("fault"));
        Assert.Equal(200, (await other.IssueAsync(user, Names.Next("order"))).Status);
    }
}
