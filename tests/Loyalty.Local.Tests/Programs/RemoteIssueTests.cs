namespace Loyalty.Local.Tests.Programs;

/// <summary>Points of a program that another platform keeps: two hosts over HTTP.</summary>
public abstract class RemoteIssueTests(RemoteFixture fixture)
{
    public sealed class OnSqlite(RemoteFixture fixture) : RemoteIssueTests(fixture), IClassFixture<RemoteFixture>;

    public sealed class OnCosmos(RemoteCosmosFixture fixture)
        : RemoteIssueTests(fixture),
            IClassFixture<RemoteCosmosFixture>;

    [Fact]
    public async Task An_issue_is_booked_by_the_other_platform_and_by_it_alone()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));

        var answer = await scene.IssueAsync(user, reference);
        var again = await scene.IssueAsync(user, reference);
        var read = await scene.ReadAsync(reference);

        Assert.Equal((200, "20", "success"), (answer.Status, answer.Field("totalPoints"), answer.Field("status")));
        Assert.Equal((200, answer.Text, "true"), (again.Status, again.Text, again.Header("Idempotency-Replayed")));
        Assert.Equal("success", read.Field("status"));
        Assert.Equal("20", await scene.BalanceAsync(user));
        Assert.Equal(404, (await fixture.Near.BalanceAsync(user, scene.Program)).Status);
        await fixture.AssertProvenAsync();
    }
}
