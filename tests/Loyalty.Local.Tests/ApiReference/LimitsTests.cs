using System.Text.Json.Nodes;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The limits of the API document are those of the service, on both sides, and there are no others.</summary>
public sealed class LimitsTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    /// <summary>What the document cannot say better, with the reason.</summary>
    private static readonly string[] Known =
    [
        // A text that can be no rule's id names no rule: refused as well, with a code of its own.
        "POST /points ruleId too long",
        // That the rule has been active is not in its body.
        "PUT /manage/rules/{ruleId} type one of its words",
        // Worth more points in this program than can be issued at once.
        "POST /v1/transactions value its maximum",
        "POST /v1/transactions/preview value its maximum",
        // A first budget is refused while the rule is active, which is not in its body.
        "PUT /manage/rules/{ruleId} budget its maximum",
        "PUT /manage/rules/{ruleId} budget its minimum",
        // Ignored where it has no say.
        "PUT /manage/programs/{programId} programId a boolean",
        "PUT /manage/programs/{programId} programId a number",
        "PUT /manage/programs/{programId} programId too long",
        "PUT /manage/programs/{programId} programId too short",
    ];

    /// <summary>The demo organisation's own things, so that every body is judged.</summary>
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["ruleId"] = "demo-earn",
        ["clientId"] = "demo-partner",
        ["programId"] = "points",
        ["userId"] = "demo-member",
        ["holdId"] = "nobody",
        ["orgId"] = "demo",
        ["groupId"] = "nobody",
        ["loyaltyUserId"] = "nobody",
        ["transactionId"] = "00000000-0000-8000-8000-000000000000",
    };
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task Bodies_have_the_limits_that_the_document_names()
    {
        var document = await DocumentAsync();
        var wrong = new List<string>();
        foreach (var operation in document.Operations.Where(one => one.Path != "/manage/setup"))
        foreach (var spoiled in new SpoiledBodies(document).Of(operation))
        {
            var answer = await owner.SendAsync(
                new HttpMethod(operation.Method),
                operation.At(Ids),
                spoiled.Body.ToJsonString(),
                ifMatch: "\"stale\""
            );
            Assert.True(answer.Status < 500, $"{operation.Method} {operation.Path} {spoiled}: {answer}");
            if (answer.Errors().Any(error => IsAbout(error, spoiled.Field)) != spoiled.IsWrong)
                wrong.Add($"{operation.Method} {operation.Path} {spoiled.Field} {spoiled.What}");
        }

        Assert.Equal([], wrong.Except(Known));
    }

    [Fact]
    public async Task Parameters_have_the_limits_that_the_document_names()
    {
        var wrong = new List<string>();
        foreach (var operation in (await DocumentAsync()).Operations.Where(one => one.Query.Count > 0))
        foreach (var (name, schema) in operation.Query)
        foreach (var (value, isWrong) in ValuesFor(schema))
        {
            var answer = await AskAsync(operation, $"{name}={value}");
            // A till may have asked for XML.
            if ((answer.Status == 200 ? [] : answer.Errors()).Any(error => IsAbout(error, name)) != isWrong)
                wrong.Add($"{operation.Path}?{name}={value}: {answer.Status}");
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task Every_parameter_that_is_wrong_is_named_at_once()
    {
        foreach (var operation in (await DocumentAsync()).Operations.Where(one => one.Query.Count > 0))
        {
            var twice = operation.Query.Keys.SelectMany(name => new[] { $"{name}=1", $"{name}=1" });
            var answer = await AskAsync(operation, string.Join('&', twice));

            Assert.Equal(400, answer.Status);
            Assert.Equal(
                operation.Query.Keys.Order().Select(name => $"{operation.Path} {name} duplicate"),
                answer.Errors().Order().Select(error => $"{operation.Path} {error}")
            );
        }
    }

    private Task<Answer> AskAsync(ApiOperation operation, string query) =>
        owner.SendAsync(
            new HttpMethod(operation.Method),
            $"{operation.At(Ids)}?{query}",
            operation.Example?.ToJsonString()
        );

    private static bool IsAbout(string error, string field) =>
        error.StartsWith(field, StringComparison.Ordinal) && error[field.Length] is ' ' or '.' or '[';

    private static IEnumerable<(string Value, bool IsWrong)> ValuesFor(JsonNode schema)
    {
        if (schema["maximum"]?.GetValue<long>() is { } most)
            foreach (var beyond in (string[])[$"{most + 1}", "0x1", "+1", "%201", "1.0", "99999999999999999999", ""])
                yield return (beyond, true);
        if (schema["maximum"] is { } maximum)
            yield return ($"{maximum}", false);
        if (schema["minimum"]?.GetValue<long>() is { } least)
        {
            yield return ($"{least - 1}", true);
            yield return ($"{least}", false);
        }

        if (schema["enum"] is not JsonArray words)
            yield break;
        yield return ("no-such-word", true);
        foreach (var word in words)
            yield return ($"{word}", false);
    }

    private async Task<ApiDocument> DocumentAsync() =>
        new(JsonNode.Parse(await fixture.Http.GetStringAsync("/openapi.json"))!);
}
