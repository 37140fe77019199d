using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Programs;

/// <summary>Points issued to members of programs, as the document of that API describes it.</summary>
public abstract class IssueTests(HostFixture fixture)
{
    public sealed class OnSqlite(HostFixture fixture) : IssueTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture) : IssueTests(fixture), IClassFixture<CosmosHostFixture>;

    [Fact]
    public async Task A_value_becomes_points_and_is_read_by_id_and_by_reference_number()
    {
        var scene = await ProgramsScene.CreateAsync(fixture, program => program with { PointsPerUnit = 2.5m });
        var reference = Names.Next("order/é");

        var answer = await scene.IssueAsync(reference, 3, more: ""","description":"A sale","bonus":true""");
        var byId = await scene.Shop.GetAsync($"/v1/transactions/{answer.Field("id")}");
        var byReference = await scene.Shop.GetAsync($"/v1/transactions/{Uri.EscapeDataString(reference)}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(["id", "totalPoints", "referenceNumber", "date"], MembersOf(answer));
        Assert.Equal(("7", reference), (answer.Field("totalPoints"), answer.Field("referenceNumber")));
        Assert.Equal(
            [
                "id",
                "referenceNumber",
                "sourceValue",
                "description",
                "createdAt",
                "userId",
                "pointTransactions",
                "partnership",
            ],
            MembersOf(byId)
        );
        Assert.Equal(
            ("3", "A sale", scene.Member),
            (byId.Field("sourceValue"), byId.Field("description"), byId.Field("userId"))
        );
        Assert.Equal("""[{"destinationNumberOfPoints":"7","type":"bonus"}]""", byId.Field("pointTransactions"));
        Assert.Equal(
            $$$"""{"destination":{"name":"A program","programId":"{{{scene.Program.ProgramId}}}"}}""",
            byId.Field("partnership")
        );
        Assert.Equal(byId.Text, byReference.Text);
        Assert.Equal("7", await scene.BalanceAsync());
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task One_reference_number_is_issued_once_however_often_and_at_once_it_is_sent()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var reference = Names.Next("order");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => scene.IssueAsync(reference)));
        var other = await scene.IssueAsync(reference, 11);
        var another = await scene.IssueAsync(reference, user: (await fixture.Setup.MemberAsync()).MemberId.Value);
        await fixture.Setup.PutAsync(
            new Member
            {
                OrgId = Setup.Org,
                MemberId = TextId.From<MemberId>(scene.Member),
                Status = MemberStatus.Blocked,
            }
        );
        var later = await scene.IssueAsync(reference);

        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(49, answers.Count(answer => answer.Header("Idempotency-Replayed") == "true"));
        Assert.Equal((409, "reference_number_reused"), (other.Status, other.Code));
        Assert.Equal((409, "reference_number_reused"), (another.Status, another.Code));
        Assert.Equal((200, answers[0].Text), (later.Status, later.Text));
        Assert.Equal("10", await scene.BalanceAsync());
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task Others_have_reference_numbers_of_their_own_and_see_nothing_of_these()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var other = await ProgramsScene.CreateAsync(fixture);
        var reference = Names.Next("order");
        var mine = await scene.IssueAsync(reference);

        var before = await other.Shop.GetAsync($"/v1/transactions/{reference}");
        var byId = await other.Shop.GetAsync($"/v1/transactions/{mine.Field("id")}");
        var theirs = await other.IssueAsync(reference, 5);

        Assert.Equal((404, 404, 200), (before.Status, byId.Status, theirs.Status));
        Assert.NotEqual(mine.Field("id"), theirs.Field("id"));
        Assert.Equal(1, (await other.ListAsync()).Json.GetArrayLength());
    }

    [Fact]
    public async Task An_issue_that_the_ledger_refused_stays_refused_and_is_no_transaction()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var reference = Names.Next("order");
        var member = new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(scene.Member) };
        fixture.Gate.Fault = (member.MemberId, Stored: false);
        await scene.IssueAsync(reference);

        await fixture.Setup.PutAsync(member with { Status = MemberStatus.Blocked });
        var refused = await scene.IssueAsync(reference);
        await fixture.Setup.PutAsync(member);
        var still = await scene.IssueAsync(reference);

        Assert.Equal((400, "member_blocked"), (refused.Status, refused.Code));
        Assert.Equal((400, "member_blocked"), (still.Status, still.Code));
        Assert.Equal(404, (await scene.Shop.GetAsync($"/v1/transactions/{reference}")).Status);
        Assert.Equal(0, (await scene.ListAsync()).Json.GetArrayLength());
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task What_cannot_be_issued_is_refused_and_claims_no_reference_number()
    {
        var scene = await ProgramsScene.CreateAsync(fixture, program => program with { PointsPerUnit = 0.1m });
        var reference = Names.Next("order");
        var blocked = await fixture.Setup.MemberAsync(status: MemberStatus.Blocked);

        var little = await scene.IssueAsync(reference, 9);
        var nobody = await scene.IssueAsync(reference, user: Names.Next("nobody"));
        var stopped = await scene.IssueAsync(reference, user: blocked.MemberId.Value);
        var nowhere = await scene.Shop.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"no-such","value":10,"userId":"{{scene.Member}}","referenceNumber":"{{reference}}"}"""
        );
        var good = await scene.IssueAsync(reference);

        Assert.Equal((400, "invalid_request", "value"), (little.Status, little.Code, Assert.Single(Fields(little))));
        Assert.Equal((400, "member_unknown"), (nobody.Status, nobody.Code));
        Assert.Equal((400, "member_blocked"), (stopped.Status, stopped.Code));
        Assert.Equal((404, "unknown_program"), (nowhere.Status, nowhere.Code));
        Assert.Equal((200, "1"), (good.Status, good.Field("totalPoints")));
    }

    [Theory]
    [InlineData("""{}""", "programId value userId referenceNumber")]
    [InlineData(
        """{"programId":"x y","value":0,"userId":"..","referenceNumber":""}""",
        "programId value userId referenceNumber"
    )]
    [InlineData("""{"programId":"x","value":1.5,"userId":"u","referenceNumber":"r","bonus":"yes"}""", "value bonus")]
    [InlineData(
        """{"programId":"x","value":-1,"userId":"u","referenceNumber":"r","description":" "}""",
        "value description"
    )]
    [InlineData("""{"programId":"x","value":1000000001,"userId":"u","referenceNumber":"r"}""", "value")]
    public async Task Every_field_that_is_wrong_is_named(string body, string fields)
    {
        var scene = await ProgramsScene.CreateAsync(fixture);

        var answer = await scene.Shop.PostAsync("/v1/transactions", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(fields.Split(' '), Fields(answer));
    }

    [Fact]
    public async Task A_list_has_what_is_read_by_id_of_an_interval_and_of_a_program()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var other = await fixture.Setup.ProgramAsync();
        var first = await scene.IssueAsync(Names.Next("order"));
        var second = await scene.Shop.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{other.ProgramId}}","value":4,"userId":"{{scene.Member}}","referenceNumber":"{{Names.Next("order")}}"}"""
        );
        var read = await scene.Shop.GetAsync($"/v1/transactions/{second.Field("id")}");

        var all = await scene.ListAsync();
        var some = await scene.ListAsync($"&programId={other.ProgramId}");
        var none = await scene.Shop.GetAsync("/v1/transactions?startDate=1000000000&endDate=1000000001");

        Assert.Equal(
            [second.Field("id"), first.Field("id")],
            all.Json.EnumerateArray().Select(item => item.GetProperty("id").GetString())
        );
        Assert.Equal($"[{read.Text}]", some.Text);
        Assert.Equal("[]", none.Text);
    }

    [Theory]
    [InlineData("", "startDate endDate")]
    [InlineData("startDate=&endDate=x", "startDate endDate")]
    [InlineData("startDate=1700000000&endDate=170000000", "endDate")]
    [InlineData("startDate=1700000001&endDate=1700000000", "endDate")]
    [InlineData("startDate=1700000000&endDate=1702678401", "endDate")]
    [InlineData("startDate=1700000000&endDate=1702678400&programId=x%20y", "programId")]
    public async Task Every_parameter_that_is_wrong_is_named(string query, string fields)
    {
        var scene = await ProgramsScene.CreateAsync(fixture);

        var answer = await scene.Shop.GetAsync($"/v1/transactions?{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal(fields.Split(' '), Fields(answer));
    }

    private static IEnumerable<string> MembersOf(Answer answer) =>
        answer.Json.EnumerateObject().Select(member => member.Name);

    private static IEnumerable<string?> Fields(Answer answer) =>
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString());
}
