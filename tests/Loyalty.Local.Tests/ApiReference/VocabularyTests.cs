using System.Text.Json.Nodes;
using Loyalty.Callbacks;
using Loyalty.Identity;
using Loyalty.PointsRequests;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The words and times that the API document tells are those of the code.</summary>
public sealed class VocabularyTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly IReadOnlyList<RefusalForm> Forms =
    [
        .. Refusals.All.Where(one => one.Refusal != Refusal.None).Select(one => one.Form),
    ];

    [Fact]
    public async Task It_names_every_code_every_message_and_every_scope()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        Assert.Equal(Forms.Select(form => form.Code), Words(schemas["Code"]));
        Assert.Equal(
            Forms.Select(form => form.CallbackMessage).OfType<string>(),
            Words(schemas["Outcome"]!["properties"]!["errorMessage"])
        );
        Assert.Equal(Scopes.All, Words(schemas["Scope"]));
    }

    [Fact]
    public async Task It_names_every_code_that_tills_are_told_with_its_message()
    {
        var guide = (await DocumentAsync())["tags"]!
            .AsArray()
            .Single(tag => tag!["name"]!.GetValue<string>() == "Point of sale")!;

        Assert.Equal(
            Refusals
                .AtTills.Select(row => $"| {row.Form.Code} | `{row.Form.Message}` | {row.Refusal.Form().Title} |")
                .Prepend($"| {TillForm.Done.Code} | `{TillForm.Done.Message}` | It was done |"),
            guide["description"]!
                .GetValue<string>()
                .Split('\n')
                .Where(line =>
                    line.Length > 2 && line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2])
                )
        );
    }

    [Fact]
    public async Task It_tells_when_callbacks_come_again_and_how_old_a_signature_may_be()
    {
        var document = await DocumentAsync();
        var callbacks = document["paths"]!["/points"]!["post"]!["callbacks"]!["outcome"]!.AsObject();
        var guide = document["tags"]!.AsArray().Single(tag => tag!["name"]!.GetValue<string>() == "Integrating")!;

        Assert.Equal(
            "00:00:00,00:00:05,00:05:00,00:30:00,02:00:00,05:00:00,10:00:00,14:00:00,20:00:00,1.00:00:00",
            string.Join(',', RetrySchedule.Default)
        );
        Assert.Contains(
            "after 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours, give or take a fifth",
            OneLine(callbacks.Single().Value!["post"]!)
        );
        Assert.Equal(0.2, new CallbackOptions().Jitter);
        Assert.Equal(TimeSpan.FromMinutes(5), new AdmissionOptions().SignatureTolerance);
        Assert.Contains("`created` may differ from our clock by five minutes at most", OneLine(guide));
    }

    private static IEnumerable<string> Words(JsonNode? schema) =>
        schema!["enum"]!.AsArray().Select(word => word!.GetValue<string>());

    private static string OneLine(JsonNode operation) =>
        operation["description"]!.GetValue<string>().Replace('\n', ' ');

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await fixture.Http.GetStringAsync("/openapi.json"))!;
}
