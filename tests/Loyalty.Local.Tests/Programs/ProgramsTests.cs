using System.Text;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;
using Loyalty.Programs;

namespace Loyalty.Local.Tests.Programs;

/// <summary>What clients of the aggregator learn of programs and members, and how they get in.</summary>
public sealed class ProgramsTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Authenticate = "/v1/authenticate";

    [Fact]
    public async Task Id_and_secret_in_json_give_a_token_of_ten_minutes()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);

        var answer = await PostAsync(
            Authenticate,
            new StringContent(
                $$"""{"clientId":"{{scene.Client.ClientId}}","clientSecret":"{{Setup.Secret}}"}""",
                Encoding.UTF8,
                "application/json"
            )
        );
        var programs = await GetAsync("/v1/programs", answer.Field("accessToken")!);

        Assert.Equal((200, "600"), (answer.Status, answer.Field("expires_in")));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(200, programs.Status);
    }

    [Fact]
    public async Task The_form_of_the_token_endpoint_is_taken_too()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);

        var answer = await PostAsync(Authenticate, Form(scene.Client.ClientId.Value, Setup.Secret));

        Assert.Equal((200, "Bearer"), (answer.Status, answer.Field("token_type")));
        Assert.Equal(answer.Field("accessToken"), answer.Field("access_token"));
    }

    [Fact]
    public async Task Who_does_not_get_in_is_told_why_in_a_problem_document()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var id = scene.Client.ClientId.Value;

        var wrong = await PostAsync(Authenticate, Json($$"""{"clientId":"{{id}}","clientSecret":"wrong"}"""));
        var form = await PostAsync(Authenticate, Form(id, "wrong"));
        var empty = await PostAsync(Authenticate, Json("{}"));
        var text = await PostAsync(Authenticate, new StringContent("x", Encoding.UTF8, "text/plain"));

        Assert.Equal((401, "invalid_client"), (wrong.Status, wrong.Code));
        Assert.Equal((401, "invalid_client"), (form.Status, form.Code));
        Assert.Equal((400, "clientId clientSecret"), (empty.Status, string.Join(' ', Fields(empty))));
        Assert.Equal((415, "unsupported_media_type"), (text.Status, text.Code));
        Assert.All([wrong, form, empty, text], answer => Assert.Equal("application/problem+json", answer.ContentType));
    }

    [Fact]
    public async Task Programs_say_what_their_points_cost()
    {
        var scene = await ProgramsScene.CreateAsync(
            fixture,
            program => program with { PointsPerUnit = 0.3m, Currency = "SAR" }
        );

        var programs = await scene.Shop.GetAsync("/v1/programs");
        var currencies = await scene.Shop.GetAsync("/v1/currencies");
        var profile = await scene.Shop.GetAsync("/v1/profile");

        var own = Assert.Single(
            programs.Json.EnumerateArray(),
            program => program.GetProperty("programId").GetString() == scene.Program.ProgramId.Value
        );
        Assert.Equal(
            $$"""{"programId":"{{scene.Program.ProgramId}}","name":"A program","currency":"SAR","pointsPerUnit":0.3,"pricePerPoint":3.333333333333,"minValue":4,"maxValue":1000000000}""",
            own.GetRawText()
        );
        Assert.Contains("SAR", currencies.Json.EnumerateArray().Select(currency => currency.GetString()));
        Assert.Equal(
            currencies.Json.EnumerateArray().Count(),
            currencies.Json.EnumerateArray().Select(c => c.GetString()).Distinct().Count()
        );
        Assert.Equal(Setup.Program.Value, profile.Field("programId"));
    }

    [Fact]
    public async Task A_preview_is_what_an_issue_gives_and_writes_nothing()
    {
        var scene = await ProgramsScene.CreateAsync(fixture, program => program with { PointsPerUnit = 1.25m });

        var good = await PreviewAsync(scene, scene.Program.ProgramId.Value, "5");
        var unknown = await PreviewAsync(scene, "no-such", "5");
        var odd = await PreviewAsync(scene, scene.Program.ProgramId.Value, "1.5");
        var issued = await scene.IssueAsync(Names.Next("order"), 5);

        Assert.Equal((200, """{"totalPoints":6}"""), (good.Status, good.Text));
        Assert.Equal((404, "unknown_program"), (unknown.Status, unknown.Code));
        Assert.Equal((400, "value"), (odd.Status, Assert.Single(Fields(odd))));
        Assert.Equal("6", issued.Field("totalPoints"));
        Assert.Equal("6", await scene.BalanceAsync());
    }

    [Fact]
    public async Task A_member_is_valid_by_id_by_address_and_by_connection()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var manager = Editor.Of(fixture);
        var member = Names.Next("member");
        await manager.SendAsync(
            HttpMethod.Put,
            $"/manage/members/{member}",
            $$"""{"email":"{{member}}@Shop.example"}"""
        );
        var closed = await fixture.Setup.MemberAsync(status: MemberStatus.Closed);
        var user = Names.Next("user");
        await scene.Shop.PostAsync(
            "/v1/connections",
            $$"""{"programId":"{{scene.Program.ProgramId}}","endUserId":"{{user}}","destinationUserId":"{{member}}"}"""
        );

        Assert.Equal("true", await ValidAsync(scene, $$"""{"destinationUserId":"{{member}}"}"""));
        Assert.Equal(
            "true",
            await ValidAsync(scene, $$"""{"destinationUserEmail":"{{member.ToUpperInvariant()}}@shop.example"}""")
        );
        Assert.Equal("true", await ValidAsync(scene, $$"""{"destinationUserId":"{{user}}"}"""));
        Assert.Equal(
            "true",
            await ValidAsync(
                scene,
                $$"""{"destinationUserId":"{{member}}","destinationUserEmail":"{{member}}@shop.example"}"""
            )
        );
        Assert.Equal(
            "false",
            await ValidAsync(
                scene,
                $$"""{"destinationUserId":"{{scene.Member}}","destinationUserEmail":"{{member}}@shop.example"}"""
            )
        );
        Assert.Equal("false", await ValidAsync(scene, $$"""{"destinationUserId":"{{Names.Next("nobody")}}"}"""));
        Assert.Equal("false", await ValidAsync(scene, $$"""{"destinationUserId":"{{closed.MemberId}}"}"""));
        var nothing = await scene.Shop.PostAsync($"/v1/programs/{scene.Program.ProgramId}/validate-member", "{}");
        Assert.Equal((400, "destinationUserEmail"), (nothing.Status, Assert.Single(Fields(nothing))));
        var nowhere = await scene.Shop.PostAsync(
            "/v1/programs/no-such/validate-member",
            $$"""{"destinationUserId":"x"}"""
        );
        Assert.Equal((404, "unknown_program"), (nowhere.Status, nowhere.Code));
    }

    [Fact]
    public async Task A_connected_user_is_issued_points_as_the_member_of_the_program()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var user = Names.Next("user");
        var body =
            $$"""{"programId":"{{scene.Program.ProgramId}}","endUserId":"{{user}}","destinationUserId":"{{scene.Member}}"}""";

        var made = await scene.Shop.PostAsync("/v1/connections", body);
        var issued = await scene.IssueAsync(Names.Next("order"), user: user);
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        var moved = await scene.Shop.PostAsync("/v1/connections", body.Replace(scene.Member, "elsewhere"));
        var list = await scene.Shop.GetAsync($"/v1/connections?endUserId={user}");
        var others = await scene.Shop.GetAsync($"/v1/connections?endUserId={user}&programId=points");

        Assert.Equal(
            ["endUserId", "programId", "destinationUserId", "createdAt"],
            made.Json.EnumerateObject().Select(m => m.Name)
        );
        Assert.Equal(200, issued.Status);
        Assert.Equal("10", await scene.BalanceAsync());
        var read = await scene.Shop.GetAsync($"/v1/transactions/{issued.Field("id")}");
        Assert.Equal(scene.Member, read.Field("userId"));
        Assert.Equal(
            ("elsewhere", made.Field("createdAt")),
            (moved.Field("destinationUserId"), moved.Field("createdAt"))
        );
        Assert.Equal($"[{moved.Text}]", list.Text);
        Assert.Equal("[]", others.Text);
    }

    [Fact]
    public async Task The_timer_settles_what_was_left_pending_and_nothing_that_is_still_at_work()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var reference = Names.Next("order");
        fixture.Gate.Fault = (TextId.From<MemberId>(scene.Member), Stored: false);
        await scene.IssueAsync(reference);
        var reconciliation = fixture.Service<IssueReconciliation>();

        var early = await reconciliation.RunAsync(default);
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(
            "the issue is settled, by us or by the host's own timer",
            async () => await reconciliation.RunAsync(default) >= 0 && await scene.BalanceAsync() == "10"
        );

        Assert.Equal(0, early);
        Assert.Equal(200, (await scene.Shop.GetAsync($"/v1/transactions/{reference}")).Status);
    }

    private static Task<Answer> PreviewAsync(ProgramsScene scene, string program, string value) =>
        scene.Shop.PostAsync("/v1/transactions/preview", $$"""{"programId":"{{program}}","value":{{value}}}""");

    private static async Task<string?> ValidAsync(ProgramsScene scene, string body) =>
        (await scene.Shop.PostAsync($"/v1/programs/{scene.Program.ProgramId}/validate-member", body)).Field("isValid");

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static FormUrlEncodedContent Form(string id, string secret) =>
        new(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = id,
                ["client_secret"] = secret,
            }
        );

    private async Task<Answer> PostAsync(string path, HttpContent content)
    {
        using var response = await fixture.Http.PostAsync(path, content);
        return await Answer.ReadAsync(response);
    }

    private async Task<Answer> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        using var response = await fixture.Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private static IEnumerable<string?> Fields(Answer answer) =>
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString());
}
