using Loyalty.Programs;

namespace Loyalty.Local.Tests.Programs;

/// <summary>Issues that broke off before they were settled.</summary>
public abstract class IssueReconciliationTests(HostFixture fixture)
{
    public sealed class OnSqlite(HostFixture fixture) : IssueReconciliationTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture)
        : IssueReconciliationTests(fixture),
            IClassFixture<CosmosHostFixture>;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_broke_off_is_brought_to_its_end_once_by_whoever_comes_first(bool stored)
    {
        foreach (var bySender in (bool[])[true, false])
        {
            var scene = await ProgramsScene.CreateAsync(fixture);
            var reference = Names.Next("order");
            fixture.Gate.Fault = (TextId.From<MemberId>(scene.Member), stored);

            var broken = await scene.IssueAsync(reference);
            var pending = await IssueAsync(scene, reference);
            if (bySender)
                Assert.Equal(200, (await scene.IssueAsync(reference)).Status);
            else
                await fixture.Service<IssueSettlement>().SettleAsync(pending, waits: false, default);

            Assert.Equal(500, broken.Status);
            Assert.Equal(IssueStatus.Pending, pending.Status);
            Assert.Equal(IssueStatus.Success, (await IssueAsync(scene, reference)).Status);
            Assert.Equal("10", await scene.BalanceAsync());
        }

        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task One_that_cannot_be_settled_holds_up_no_others_and_is_told_of()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var (broken, good) = (Names.Next("order"), Names.Next("order"));
        var now = fixture.Time.GetUtcNow();
        await RecordAsync(broken, TextId.From<ProgramId>(Names.Next("gone")), now.AddMinutes(-2));
        await RecordAsync(good, scene.Program.ProgramId, now.AddMinutes(-1));

        var fault = await Assert.ThrowsAsync<AggregateException>(() =>
            fixture.Service<IssueReconciliation>().RunAsync(default)
        );

        Assert.Contains("names a program that does not exist", Assert.Single(fault.InnerExceptions).Message);
        Assert.Equal(IssueStatus.Pending, (await IssueAsync(scene, broken)).Status);
        Assert.Equal(IssueStatus.Success, (await IssueAsync(scene, good)).Status);
        Assert.Equal("10", await scene.BalanceAsync());

        async Task RecordAsync(string reference, ProgramId program, DateTimeOffset due)
        {
            var number = TextId.From<RequestId>(reference);
            var issue = new Issue
            {
                IssueId = EntryId.ForIssue(scene.Client.ClientId, number),
                OrgId = Setup.Org,
                ClientId = scene.Client.ClientId,
                ReferenceNumber = number,
                ProgramId = program,
                UserId = TextId.From<MemberId>(scene.Member),
                Value = 10,
                Points = new Loyalty.Points(10),
                Bonus = false,
                ContentHash = "content",
                CreatedAt = due,
                Status = IssueStatus.Pending,
                DueAt = due,
            };
            Assert.Null(await fixture.Service<IIssueStore>().CreateAsync(issue, default));
        }
    }

    private async Task<Issue> IssueAsync(ProgramsScene scene, string reference)
    {
        var id = EntryId.ForIssue(scene.Client.ClientId, TextId.From<RequestId>(reference));
        return (await fixture.Service<IIssueStore>().FindAsync(id, default))!.Value;
    }
}
