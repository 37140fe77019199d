using System.Text.Json;

namespace Loyalty.Local.Tests.Programs;

/// <summary>Answers of the aggregator against the samples of that API's document: the same members, types and order. The
/// document leaves what is in arrays and inner objects open.</summary>
public sealed class ProgramsSampleTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Every_answer_is_as_its_sample()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var reference = Names.Next("order");

        // Behind it stands what clients of OAuth look for.
        await AssertSampleAsync("authenticate.json", await AuthenticateAsync(scene), members: 1);
        await AssertSampleAsync("profile.json", (await scene.Shop.GetAsync("/v1/profile")).Json);
        await AssertSampleAsync("currencies.json", (await scene.Shop.GetAsync("/v1/currencies")).Json);
        await AssertSampleAsync(
            "issued.json",
            (await scene.IssueAsync(reference, more: ""","description":"A sale" """)).Json
        );
        await AssertSampleAsync("transaction.json", (await scene.Shop.GetAsync($"/v1/transactions/{reference}")).Json);
        await AssertSampleAsync("transaction.json", (await scene.ListAsync()).Json[0]);
        await AssertSampleAsync("connection.json", await ConnectAsync(scene));
        await AssertSampleAsync(
            "connection.json",
            (await scene.Shop.GetAsync("/v1/connections?endUserId=u-1")).Json[0]
        );
    }

    private static async Task<JsonElement> ConnectAsync(ProgramsScene scene) =>
        (
            await scene.Shop.PostAsync(
                "/v1/connections",
                $$"""{"programId":"{{scene.Program.ProgramId}}","endUserId":"u-1","destinationUserId":"{{scene.Member}}"}"""
            )
        ).Json;

    private async Task<JsonElement> AuthenticateAsync(ProgramsScene scene)
    {
        using var answer = await fixture.Http.PostAsync(
            "/v1/authenticate",
            new StringContent(
                $$"""{"clientId":"{{scene.Client.ClientId}}","clientSecret":"{{Setup.Secret}}"}""",
                System.Text.Encoding.UTF8,
                "application/json"
            )
        );
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    private static async Task AssertSampleAsync(string sample, JsonElement answer, int members = int.MaxValue)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Programs", "Samples", sample);
        Assert.Equal(ShapeOf(JsonElement.Parse(await File.ReadAllBytesAsync(path))), ShapeOf(answer).Take(members));
    }

    /// <summary>Members and their types, in order; of an array, its first item's type.</summary>
    private static IEnumerable<string> ShapeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Select(member => $"{member.Name}: {member.Value.ValueKind}"),
            JsonValueKind.Array => [$"[{value[0].ValueKind}]"],
            _ => [value.ValueKind.ToString()],
        };
}
