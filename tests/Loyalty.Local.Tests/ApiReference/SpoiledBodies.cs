using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>
/// Bodies that differ from an operation's example in one field: at its limits, just beyond them, and far beyond where the
/// document names none.
/// </summary>
internal sealed class SpoiledBodies(ApiDocument document)
{
    private const long Large = 9_007_199_254_740_991;
    private const int LongText = 5000;

    /// <summary>All of an operation's.</summary>
    public IEnumerable<SpoiledBody> Of(ApiOperation operation) =>
        operation is { BodySchema: { } schema, Example: { } example } ? Walk(schema, example, []) : [];

    private IEnumerable<SpoiledBody> Walk(JsonNode schema, JsonNode example, string[] path)
    {
        var (fields, required) = document.FieldsOf(schema);
        foreach (var (name, field) in fields)
        {
            string[] here = [.. path, name];
            if (path.Aggregate<string, JsonNode?>(example, (at, step) => at?[step]) is not JsonObject)
                continue;
            yield return Absent(here, required.Contains(name));
            foreach (var (value, isWrong, why) in ValuesFor(document.ShapesOf(field)))
                yield return Body(here, value, isWrong, why);
            foreach (var shape in document.ShapesOf(field))
            foreach (var inner in Walk(shape, example, here))
                yield return inner;
        }

        SpoiledBody Absent(string[] field, bool isWrong)
        {
            var body = example.DeepClone();
            Parent(body, field).Remove(field[^1]);
            return new SpoiledBody(string.Join('.', field), "absent", body, isWrong);
        }

        SpoiledBody Body(string[] field, JsonNode? value, bool isWrong, string why)
        {
            var body = example.DeepClone();
            Parent(body, field)[field[^1]] = value;
            return new SpoiledBody(string.Join('.', field), why, body, isWrong);
        }
    }

    private static JsonObject Parent(JsonNode body, string[] field) =>
        field[..^1].Aggregate(body, (at, step) => at[step]!).AsObject();

    private static IEnumerable<(JsonNode? Value, bool IsWrong, string Why)> ValuesFor(IReadOnlyList<JsonNode> shapes)
    {
        var types = shapes.SelectMany(TypesOf).ToHashSet();
        if (!types.Contains("boolean"))
            yield return (true, true, "a boolean");
        if (!types.Contains("string"))
            yield return ("x", true, "a text");
        if (!types.Contains("integer") && !types.Contains("number"))
            yield return (5, true, "a number");
        if (types.Contains("integer"))
            yield return (1.5, true, "a fraction");
        foreach (var shape in shapes)
        foreach (
            var value in (IEnumerable<(JsonNode?, bool, string)>)[.. Numbers(shape), .. Texts(shape), .. Lists(shape)]
        )
            yield return value;
    }

    private static IEnumerable<string> TypesOf(JsonNode shape) =>
        shape["type"] switch
        {
            JsonArray many => many.Select(one => one!.GetValue<string>()),
            { } one => [one.GetValue<string>()],
            null => [],
        };

    private static IEnumerable<(JsonNode?, bool, string)> Numbers(JsonNode shape)
    {
        if (!TypesOf(shape).Any(type => type is "integer" or "number"))
            yield break;
        if (shape["maximum"]?.GetValue<long>() is { } most)
        {
            yield return (most, false, "its maximum");
            yield return (most + 1, true, "above its maximum");
        }
        else
            yield return (Large, false, "large, no maximum being named");

        if (shape["minimum"]?.GetValue<long>() is { } least)
        {
            yield return (least, false, "its minimum");
            yield return (least - 1, true, "below its minimum");
        }
        else if (shape["exclusiveMinimum"]?.GetValue<long>() is { } bound)
            yield return (bound, true, "its exclusive minimum");
        else
            yield return (-Large, false, "small, no minimum being named");
    }

    private static IEnumerable<(JsonNode?, bool, string)> Texts(JsonNode shape)
    {
        if (!TypesOf(shape).Contains("string"))
            yield break;
        foreach (var word in shape["enum"]?.AsArray() ?? [])
            yield return (word!.DeepClone(), false, "one of its words");
        var isFree = new[] { "enum", "const", "pattern", "format" }.All(form => shape[form] is null);
        if (!isFree)
            yield return ("\t", true, "out of form");
        if (shape["maxLength"]?.GetValue<int>() is { } most)
            yield return (new string('x', most + 1), true, "too long");
        else if (isFree)
            yield return (new string('x', LongText), false, "long, no maximum being named");
        if (shape["minLength"]?.GetValue<int>() is { } least)
            yield return (new string('x', least - 1), true, "too short");
        else if (isFree)
            yield return ("", false, "empty, no minimum being named");
    }

    private static IEnumerable<(JsonNode?, bool, string)> Lists(JsonNode shape)
    {
        if (!TypesOf(shape).Contains("array"))
            yield break;
        var most = shape["maxItems"]?.GetValue<int>() ?? throw new InvalidOperationException("A list without a limit.");
        yield return (Items(most + 1), true, "too many");
        var least = shape["minItems"]?.GetValue<int>() ?? 0;
        yield return least == 0 ? (Items(0), false, "none") : (Items(least - 1), true, "too few");
    }

    private static JsonArray Items(int count) =>
        [.. Enumerable.Range(0, count).Select(i => JsonValue.Create($"item-{i}"))];
}
