using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The API document as tools that make clients of it see it.</summary>
public sealed class GeneratorTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Theory]
    [InlineData("/openapi.json")]
    [InlineData("/openapi.yaml")]
    public async Task It_names_the_address_that_it_was_asked_for_at(string path)
    {
        var text = await fixture.Http.GetStringAsync(path);
        Assert.Contains(fixture.Host.BaseUrl.GetLeftPart(UriPartial.Authority) + "\"", text, StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "points.example:8443";
        using var answer = await fixture.Http.SendAsync(request);
        var elsewhere = await answer.Content.ReadAsStringAsync();
        Assert.Contains("http://points.example:8443\"", elsewhere, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Host.BaseUrl.Authority, elsewhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_whole_number_says_how_large_it_can_be()
    {
        var numbers = Nodes(await DocumentAsync())
            .Where(node =>
                node.Node["type"] is { } type && type.ToJsonString().Contains("integer", StringComparison.Ordinal)
            )
            .ToList();

        Assert.NotEmpty(numbers);
        Assert.Equal("", Paths(numbers.Where(number => (string?)number.Node["format"] is not ("int32" or "int64"))));
        // Of points there may be more than 32 bits hold.
        var points = new[] { "amount", "balance", "budget", "earned", "point", "points", "redeemed", "used" };
        Assert.Equal(
            "",
            Paths(
                numbers.Where(number =>
                    points.Any(word => number.Path.EndsWith("/" + word, StringComparison.OrdinalIgnoreCase))
                    && (string?)number.Node["format"] != "int64"
                )
            )
        );
    }

    /// <summary>Or generators call it Body2 and Response17.</summary>
    [Fact]
    public async Task Every_object_has_a_name()
    {
        var unnamed = Nodes(await DocumentAsync())
            .Where(node =>
                node.Node["properties"] is JsonObject
                && !Regex.IsMatch(node.Path, "^/components/schemas/[A-Za-z]+(/allOf/[0-9]+)?$")
            );

        Assert.Equal("", Paths(unnamed));
    }

    [Fact]
    public async Task Everything_is_described()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!.AsObject().Select(one => (Path: one.Key, Node: one.Value!));
        var parameters = Nodes(document).Where(node => node.Node["in"] is JsonValue && node.Node["schema"] is not null);
        var operations = Nodes(document).Where(node => node.Node["operationId"] is not null).ToList();

        Assert.Equal("", Paths(schemas.Concat(parameters).Where(one => one.Node["description"] is null)));
        Assert.Equal("", Paths(operations.Where(one => one.Node["summary"] is null)));
    }

    [Fact]
    public async Task The_body_of_a_callback_has_a_model() =>
        Assert.Equal(
            "#/components/schemas/Outcome",
            (string?)
                Nodes(await DocumentAsync()).Single(node => (string?)node.Node["operationId"] == "receiveOutcome").Node[
                    "requestBody"
                ]!["content"]!["application/json"]!["schema"]!["$ref"]
        );

    private static string Paths(IEnumerable<(string Path, JsonNode Node)> nodes) =>
        string.Join('\n', nodes.Select(node => node.Path));

    private static IEnumerable<(string Path, JsonNode Node)> Nodes(JsonNode node, string path = "")
    {
        if (node is JsonArray array)
            return array.SelectMany((item, index) => item is null ? [] : Nodes(item, $"{path}/{index}"));
        if (node is not JsonObject one)
            return [];
        return one.Where(field => field.Value is not null && field.Key is not ("example" or "examples" or "enum"))
            .SelectMany(field => Nodes(field.Value!, $"{path}/{field.Key}"))
            .Prepend((path, one));
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await fixture.Http.GetStringAsync("/openapi.json"))!;
}
