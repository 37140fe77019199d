using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Loyalty.Local.Tests.Http;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>
/// Requests to every route, made of its trigger and of what the API document says of it, with ids and tags that earlier
/// answers told: most of them nearly right, so that they come far.
/// </summary>
/// <param name="document">The API document.</param>
/// <param name="marker">What stands in every text that is no id.</param>
/// <param name="own">Ids that are left alone, so that there is somebody to ask.</param>
internal sealed class FuzzSurface(JsonElement document, string marker, IReadOnlySet<string> own)
{
    private const int MostKept = 500;
    private static readonly string[] Origins = ["https://partner.example", "http://127.0.0.1:1", "https://[::1]/cb"];
    private static readonly string[] Odd =
    [
        "%",
        "%00",
        "%2F",
        "..%2f",
        "%ff%fe",
        "%F0%9F%98%80",
        "a%20b",
        "%E2%80%8B",
        ".",
        "..",
        "~",
        "default",
        "0",
        "-1",
        "9223372036854775808",
        new string('x', 129),
        new string('y', 2000),
    ];
    private readonly ConcurrentDictionary<string, List<string>> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> tags = new(StringComparer.Ordinal);

    /// <summary>A request to the route; what is wrong with it is chance.</summary>
    public FuzzRequest Request(AppRoute route, Random random)
    {
        var request = new FuzzRequest { Method = route.Method, Target = PathOf(route, random) };
        var operation = OperationOf(route);
        if (operation.ValueKind == JsonValueKind.Object)
            AddQuery(request, operation, random);
        if (tags.TryGetValue(ItemOf(request.Target), out var tag) && random.Next(8) > 0)
            request["If-Match"] = tag;
        else if (random.Next(8) == 0)
            request["If-Match"] = random.Next(2) == 0 ? "*" : "\"1\", W/\"2\"";
        if (random.Next(6) == 0)
            request["Idempotency-Key"] = $"key-{random.Next(200)}";
        if (random.Next(20) == 0)
            request["Accept"] = "text/csv";
        if (route.Method is not ("POST" or "PUT"))
            return request;
        request["Content-Type"] = "application/json";
        if (BodyOf(operation) is { } schema)
            request.Body = Encoding.UTF8.GetBytes(Value(schema, "", random, isRight: random.Next(3) > 0, depth: 0));
        return request;
    }

    /// <summary>Remembers the ids and the tag that an answer tells.</summary>
    public void Learn(FuzzRequest request, RawAnswer answer)
    {
        if (answer.Status is not (200 or 201 or 202) || answer.Body.Length == 0)
            return;
        if (answer.Headers.TryGetValue("ETag", out var tag))
            tags[ItemOf(answer.Headers.GetValueOrDefault("Location") ?? request.Target)] = tag;
        if (
            answer
                .Headers.GetValueOrDefault("Content-Type", "")
                .StartsWith("application/json", StringComparison.Ordinal)
        )
            using (var json = JsonDocument.Parse(answer.Body))
                Learn(json.RootElement);
    }

    /// <summary>Has an id be used where the name stands for it.</summary>
    public void Know(string name, string id)
    {
        if (own.Contains(id))
            return;
        var ids = known.GetOrAdd(name, _ => []);
        lock (ids)
        {
            if (ids.Count == MostKept)
                ids.RemoveAt(0);
            ids.Add(id);
        }
    }

    private void Learn(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray().Take(3))
                Learn(item);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, value) in json.EnumerateObject().Select(property => (property.Name, property.Value)))
                if (value.ValueKind == JsonValueKind.String && IsId(name))
                    Know(name, value.GetString()!);
                else if (name is "nextCursor" && value.ValueKind == JsonValueKind.String)
                    Know("cursor", value.GetString()!);
                else
                    Learn(value);
        }
    }

    private string PathOf(AppRoute route, Random random) =>
        string.Join(
            '/',
            route
                .Path.Split('/')
                .Select(part =>
                    part is not ['{', .., '}'] ? part
                    : random.Next(12) == 0 ? Odd[random.Next(Odd.Length)]
                    : Uri.EscapeDataString(Id(part.Trim('{', '}', '*'), random))
                )
        );

    private void AddQuery(FuzzRequest request, JsonElement operation, Random random)
    {
        if (!operation.TryGetProperty("parameters", out var parameters))
            return;
        var query = new List<string>();
        foreach (var parameter in parameters.EnumerateArray().Select(Resolve))
        {
            if (parameter.GetProperty("in").GetString() != "query")
                continue;
            var required = parameter.TryGetProperty("required", out var must) && must.GetBoolean();
            if (random.Next(required ? 12 : 3) is var chance && (required ? chance == 0 : chance > 0))
                continue;
            var name = parameter.GetProperty("name").GetString()!;
            var value = Value(parameter.GetProperty("schema"), name, random, isRight: random.Next(3) > 0, depth: 0)
                .Trim('"');
            query.Add($"{name}={(random.Next(12) == 0 ? Odd[random.Next(Odd.Length)] : Uri.EscapeDataString(value))}");
        }

        if (query.Count > 0)
            request.Target += "?" + string.Join('&', query);
    }

    private JsonElement OperationOf(AppRoute route) =>
        document.GetProperty("paths").TryGetProperty(route.Path, out var path)
        && path.TryGetProperty(route.Method.ToLowerInvariant(), out var operation)
            ? operation
            : default;

    private JsonElement? BodyOf(JsonElement operation) =>
        operation.ValueKind == JsonValueKind.Object
        && operation.TryGetProperty("requestBody", out var body)
        && Resolve(body).GetProperty("content").EnumerateObject().First().Value.TryGetProperty("schema", out var schema)
            ? schema
            : null;

    /// <summary>JSON that the schema allows, or nearly.</summary>
    private string Value(JsonElement schema, string name, Random random, bool isRight, int depth)
    {
        schema = Resolve(schema);
        if (!isRight && random.Next(12) == 0)
            return SpoiledText.Values[random.Next(SpoiledText.Values.Length)];
        foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
            if (schema.TryGetProperty(choice, out var choices))
                return Value(choices[random.Next(choices.GetArrayLength())], name, random, isRight, depth);
        if (schema.TryGetProperty("const", out var only))
            return only.GetRawText();
        if (schema.TryGetProperty("enum", out var words))
            return words[random.Next(words.GetArrayLength())].GetRawText();
        return TypeOf(schema, random) switch
        {
            "object" => ObjectOf(schema, random, isRight, depth),
            "array" => "["
                + string.Join(
                    ',',
                    Enumerable
                        .Range(0, random.Next(4))
                        .Select(_ => Value(schema.GetProperty("items"), Singular(name), random, isRight, depth + 1))
                )
                + "]",
            "integer" => WholeNumber(schema, random),
            "number" => (random.Next(100_000) / 100m).ToString(CultureInfo.InvariantCulture),
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "null" => "null",
            _ => JsonSerializer.Serialize(Text(schema, name, random)),
        };
    }

    private string ObjectOf(JsonElement schema, Random random, bool isRight, int depth)
    {
        if (depth > 4 || !schema.TryGetProperty("properties", out var properties))
            return "{}";
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(required => required.GetString()).ToHashSet()
            : [];
        var fields =
            from property in properties.EnumerateObject()
            where (isRight && required.Contains(property.Name)) || random.Next(2) == 0
            select $"{JsonSerializer.Serialize(property.Name)}:{Value(property.Value, property.Name, random, isRight, depth + 1)}";
        return "{" + string.Join(',', fields) + "}";
    }

    private static string WholeNumber(JsonElement schema, Random random)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? minimum.GetInt64() : -100;
        var most = schema.TryGetProperty("maximum", out var maximum) ? maximum.GetInt64() : 1000;
        return random.Next(6) switch
        {
            0 => least.ToString(CultureInfo.InvariantCulture),
            1 => most.ToString(CultureInfo.InvariantCulture),
            _ => random
                .NextInt64(least, Math.Min(most, Math.Max(least, 0) + 1000) + 1)
                .ToString(CultureInfo.InvariantCulture),
        };
    }

    private string Text(JsonElement schema, string name, Random random)
    {
        var format = schema.TryGetProperty("format", out var said) ? said.GetString() : null;
        if (format is "date-time")
            return DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(0, 4_000_000_000)).ToString("O");
        if (format is "uri")
            return Origins[random.Next(Origins.Length)];
        if (IsId(name) || name is "cursor")
            return Id(name, random);
        if (schema.TryGetProperty("examples", out var examples) && random.Next(2) == 0)
            return examples[random.Next(examples.GetArrayLength())].ToString();
        if (schema.TryGetProperty("example", out var example) && random.Next(2) == 0)
            return example.ToString();
        return random.Next(4) switch
        {
            0 => $"{marker}@{random.Next(100)}.example",
            1 => $"+4915{random.Next(1_000_000)}",
            _ => $"{marker} {random.Next(1000)} é𝄞",
        };
    }

    private string Id(string name, Random random)
    {
        if (name == "n")
            return random.Next(1, 4).ToString(CultureInfo.InvariantCulture);
        var ids = known.GetValueOrDefault(KindOf(name));
        if (ids is null || random.Next(10) == 0)
            return $"{name}-{random.Next(50)}";
        lock (ids)
            return ids[random.Next(ids.Count)];
    }

    /// <summary>The name under which ids of the kind are told.</summary>
    private static string KindOf(string name) =>
        name switch
        {
            "loyaltyUserId" or "endUserId" or "destinationUserId" or "primaryUserId" or "member" => "userId",
            "id" => "transactionId",
            _ => name,
        };

    private static bool IsId(string name) =>
        name is "id" or "member" or "partner" || name.EndsWith("Id", StringComparison.Ordinal);

    private static string Singular(string name) => name.EndsWith('s') ? name[..^1] : name;

    private static string TypeOf(JsonElement schema, Random random)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : "string";
        return type.ValueKind == JsonValueKind.Array
            ? type[random.Next(type.GetArrayLength())].GetString()!
            : type.GetString()!;
    }

    /// <summary>What the reference leads to, or the thing itself.</summary>
    private JsonElement Resolve(JsonElement element)
    {
        while (element.TryGetProperty("$ref", out var reference))
            element = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, step) => at.GetProperty(step));
        return element;
    }

    /// <summary>The path of the item that a target is of: what its tag is of.</summary>
    private static string ItemOf(string target) => string.Join('/', target.Split('?')[0].Split('/').Take(4));
}
