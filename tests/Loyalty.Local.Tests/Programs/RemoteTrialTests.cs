using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Programs;

/// <summary>Testing the connection to the system that keeps a program's books.</summary>
public sealed class RemoteTrialTests(RemoteFixture fixture) : IClassFixture<RemoteFixture>
{
    private readonly Editor owner = Editor.Of(fixture.Near);

    [Fact]
    public async Task A_connection_that_works_says_so_and_moves_nothing()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);

        var answer = await TestAsync(scene.Program);

        Assert.Equal((200, "true"), (answer.Status, answer.Field("works")));
        Assert.Equal(
            "The other system accepts our token and our signature. 100 USD would be worth 200 points there.",
            answer.Field("detail")
        );
    }

    [Fact]
    public async Task A_key_that_is_not_registered_there_is_told()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        await fixture.Far.Setup.PutAsync(scene.Ours with { Keys = [] });

        Assert.Contains("does not accept our signature", (await TestAsync(scene.Program)).Field("detail"));
    }

    [Fact]
    public async Task A_client_without_the_scope_is_told()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        await fixture.Far.Setup.PutAsync(scene.Ours with { Scopes = ["programs"] });

        Assert.Contains("points.earn", (await TestAsync(scene.Program)).Field("detail"));
    }

    [Theory]
    [InlineData("wrong-client", "refused the client id or the client secret")]
    [InlineData(null, "No connection")]
    public async Task What_is_wrong_is_told_in_a_sentence(string? client, string sentence)
    {
        var address = client is null ? "http://127.0.0.1:1" : fixture.Far.Host.BaseUrl.ToString();
        var made = await owner.PostAsync("/manage/programs", RemoteScene.Body(address, client ?? "x", "rule"));

        var answer = await TestAsync(made.Field("programId")!);

        Assert.Equal("false", answer.Field("works"));
        Assert.Contains(sentence, answer.Field("detail"));
    }

    [Fact]
    public async Task A_program_whose_books_are_here_has_none()
    {
        var refused = await TestAsync(Setup.Program.Value);

        Assert.Equal((409, "illegal_step"), (refused.Status, refused.Code));
        Assert.Equal(404, (await TestAsync("nobody")).Status);
    }

    [Fact]
    public async Task An_issue_that_is_pending_is_listed_until_it_is_settled()
    {
        var made = await owner.PostAsync("/manage/programs", RemoteScene.Body("http://127.0.0.1:1", "x", "rule"));
        var shop = fixture.Near.Setup.PartnerOf(
            await fixture.Near.Setup.ClientAsync(client => client with { Scopes = ["programs"] })
        );
        var reference = Names.Next("issue");
        var issued = await shop.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{made.Field("programId")}}","value":7,"userId":"ann","referenceNumber":"{{reference}}"}"""
        );
        Assert.Equal(202, issued.Status);

        var listed = (await owner.GetAsync("/manage/pending-issues?limit=200")).Items();

        var found = listed.Single(item => item.GetProperty("referenceNumber").GetString() == reference);
        Assert.Equal(14, found.GetProperty("points").GetInt64());
        Assert.NotEqual("null", found.GetProperty("fault").GetRawText());
    }

    private Task<Answer> TestAsync(string program) => owner.PostAsync($"/manage/programs/{program}/test-connection");
}
