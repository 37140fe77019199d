using System.Text.Json;
using System.Text.RegularExpressions;

namespace Loyalty.CosmosServer;

/// <summary>
/// The one shape of query that this server understands:
/// <c>SELECT * | c.a, c.b FROM c [WHERE c.a op value AND …] [ORDER BY c.a [DESC]]</c>, with <c>=</c>, <c>&lt;</c>,
/// <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> and <c>IN (…)</c>, or <c>ARRAY_CONTAINS(c.a, value)</c>, values being parameters
/// or quoted text, and <c>c.a.b</c> too being compared; and the form that <see cref="ForMerging"/> gives it. Anything else is refused, never guessed.
/// </summary>
public sealed partial class SqlQuery
{
    private const string Contains = "ARRAY_CONTAINS";

    private readonly Dictionary<string, JsonElement> parameters = [];
    private readonly List<Condition> conditions = [];
    private readonly List<string> columns = [];
    private readonly Queue<string> tokens;
    private List<string> whereText = [];
    private bool isForMerging;

    private SqlQuery(JsonElement body)
    {
        if (body.TryGetProperty("parameters", out var given))
            foreach (var parameter in given.EnumerateArray())
                parameters[parameter.GetProperty("name").GetString()!] = parameter.GetProperty("value");
        tokens = Tokens(body.GetProperty("query").GetString()!);
        Parse();
    }

    /// <summary>The property that the documents are ordered by; null = in no order.</summary>
    public (string Property, bool Descending)? Order { get; private set; }

    public static SqlQuery Parse(byte[] body) => new(JsonSerializer.Deserialize<JsonElement>(body));

    /// <summary>The documents that the query finds, in its order.</summary>
    /// <param name="documents">All of them.</param>
    /// <param name="listsAbsent">Whether documents without the property that is ordered by are in the list. They are the
    /// least then.</param>
    public IReadOnlyList<JsonElement> Run(IEnumerable<StoredDocument> documents, bool listsAbsent)
    {
        var found = documents
            .Select(document => JsonSerializer.Deserialize<JsonElement>(document.Json))
            .Where(document => conditions.TrueForAll(condition => condition.Holds(document)));
        if (Order is not { } order)
            return [.. found.Select(Project)];
        var items = found
            .Select(document => (Document: document, Item: ValueOf(document, order.Property)))
            .Where(found => listsAbsent || found.Item is not null);
        var comparer = Comparer<JsonElement?>.Create(
            (left, right) =>
                left is { } one && right is { } other ? Compare(one, other) : left.HasValue.CompareTo(right.HasValue)
        );
        items = order.Descending
            ? items.OrderByDescending(found => found.Item, comparer)
            : items.OrderBy(found => found.Item, comparer);
        return [.. items.Select(found => isForMerging ? Wrap(found.Document, found.Item) : Project(found.Document))];

        JsonElement Wrap(JsonElement document, JsonElement? item) =>
            JsonSerializer.SerializeToElement(
                new
                {
                    _rid = document.GetProperty("_rid"),
                    orderByItems = new[] { item is null ? new object() : new { item } },
                    payload = Project(document),
                }
            );
    }

    /// <summary>
    /// The query as each key range is asked it, so that the client library can merge their answers: with what it orders
    /// by beside each document, and a place for the library to say from where on. Empty = as it stands.
    /// </summary>
    public string ForMerging()
    {
        if (Order is not { } order)
            return "";
        var payload =
            columns.Count == 0
                ? "c"
                : $"{{{string.Join(", ", columns.Select(column => $"\"{column}\": c.{column}"))}}}";
        var where = whereText.Count == 0 ? "" : $"({string.Join(' ', whereText)}) AND ";
        return $$"""
            SELECT c._rid, [{"item": c.{{order.Property}}}] AS orderByItems, {{payload}} AS payload
            FROM c
            WHERE {{where}}({documentdb-formattableorderbyquery-filter})
            ORDER BY c.{{order.Property}}{{(order.Descending ? " DESC" : "")}}
            """;
    }

    private static int Compare(JsonElement left, JsonElement right) =>
        (left.ValueKind, right.ValueKind) switch
        {
            (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(left.GetString(), right.GetString()),
            (JsonValueKind.Number, JsonValueKind.Number) => left.GetDouble().CompareTo(right.GetDouble()),
            _ => throw ServerException.Bad("Only text, or only numbers, can be compared."),
        };

    private static JsonElement? ValueOf(JsonElement document, string property) =>
        document.TryGetProperty(property, out var value) ? value : null;

    private JsonElement Project(JsonElement document) =>
        columns.Count == 0
            ? document
            : JsonSerializer.SerializeToElement(
                columns
                    .Where(column => document.TryGetProperty(column, out _))
                    .ToDictionary(column => column, column => document.GetProperty(column))
            );

    private void Parse()
    {
        Expect("SELECT");
        var mergedBy = ReadSelection();
        Expect("FROM");
        Expect("c");
        if (Accept("WHERE"))
        {
            var all = tokens.ToList();
            ReadConditions();
            whereText = all[..^tokens.Count];
        }
        if (Accept("ORDER"))
        {
            Expect("BY");
            Order = (Column(), Accept("DESC"));
        }
        if (tokens.Count > 0)
            throw ServerException.Bad($"Not understood from '{tokens.Peek()}' on.");
        if (mergedBy is not null && mergedBy != Order?.Property)
            throw ServerException.Bad("It does not show what it orders by.");
    }

    /// <summary>What is selected; returns what a query for merging shows beside it.</summary>
    private string? ReadSelection()
    {
        if (Accept("*"))
            return null;
        columns.Add(Column());
        while (Accept(","))
        {
            if (columns is ["_rid"] && Accept("["))
                return ReadMerging();
            columns.Add(Column());
        }
        return null;
    }

    private string ReadMerging()
    {
        isForMerging = true;
        columns.Clear();
        Expect("{", "\"item\"", ":");
        var by = Column();
        Expect("}", "]", "AS", "orderByItems", ",");
        if (!Accept("c"))
        {
            Expect("{");
            do
            {
                var name = Next();
                Expect(":");
                columns.Add(Column());
                if (name != $"\"{columns[^1]}\"")
                    throw ServerException.Bad("A property keeps its name.");
            } while (Accept(","));
            Expect("}");
        }
        Expect("AS", "payload");
        return by;
    }

    private void ReadConditions()
    {
        do
        {
            if (Accept("("))
            {
                ReadConditions();
                Expect(")");
            }
            else if (!Accept("true"))
            {
                conditions.Add(ReadCondition());
            }
        } while (Accept("AND"));
    }

    private Condition ReadCondition()
    {
        if (Accept(Contains))
        {
            Expect("(");
            var array = Column();
            Expect(",");
            var item = Value();
            Expect(")");
            return new Condition(array, Contains, [item]);
        }
        var column = Path();
        var compare = Next();
        if (compare is "=" or "<" or "<=" or ">" or ">=")
            return new Condition(column, compare, [Value()]);
        if (!compare.Equals("IN", StringComparison.OrdinalIgnoreCase))
            throw ServerException.Bad($"'{compare}' is not a comparison of this server.");
        Expect("(");
        var values = new List<JsonElement>();
        do values.Add(Value());
        while (Accept(","));
        Expect(")");
        return new Condition(column, "IN", values);
    }

    private string Column()
    {
        var token = Next();
        return token.StartsWith("c.", StringComparison.Ordinal) && token.LastIndexOf('.') == 1
            ? token[2..]
            : throw ServerException.Bad($"'{token}' is not a property of the document itself.");
    }

    /// <summary>A property of the document, or of an object in it.</summary>
    private string Path() =>
        Next() is var token && token.StartsWith("c.", StringComparison.Ordinal)
            ? token[2..]
            : throw ServerException.Bad($"'{token}' is not a property.");

    private JsonElement Value()
    {
        var token = Next();
        if (parameters.TryGetValue(token, out var value))
            return value;
        return token[0] == '"'
            ? JsonSerializer.SerializeToElement(token[1..^1])
            : throw ServerException.Bad($"'{token}' is neither text nor a parameter that was given.");
    }

    private string Next() =>
        tokens.TryDequeue(out var token) ? token : throw ServerException.Bad("The query ends too early.");

    private bool Accept(string word)
    {
        var found = tokens.TryPeek(out var token) && token.Equals(word, StringComparison.OrdinalIgnoreCase);
        if (found)
            tokens.Dequeue();
        return found;
    }

    private void Expect(params string[] words)
    {
        foreach (var word in words)
            if (!Accept(word))
                throw ServerException.Bad($"'{word}' was expected.");
    }

    private static Queue<string> Tokens(string text)
    {
        var found = new Queue<string>();
        var end = 0;
        foreach (Match match in Token().Matches(text))
        {
            if (!string.IsNullOrWhiteSpace(text[end..match.Index]))
                break;
            found.Enqueue(match.Value);
            end = match.Index + match.Length;
        }
        return string.IsNullOrWhiteSpace(text[end..]) ? found : throw ServerException.Bad("A character is not known.");
    }

    [GeneratedRegex(
        """@?\w+(\.\w+)*|<=|>=|[=<>(),*:{}[\]]|"[^"]*" """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Token();

    private sealed record Condition(string Column, string Compare, IReadOnlyList<JsonElement> Values)
    {
        /// <summary>As in the service: a comparison with an absent value or another type does not hold.</summary>
        public bool Holds(JsonElement document)
        {
            var value = document;
            foreach (var name in Column.Split('.'))
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                    return false;
            if (Compare != Contains)
                return Values.Any(other => Holds(value, other));
            return value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, Values[0]));
        }

        private bool Holds(JsonElement value, JsonElement other)
        {
            if (value.ValueKind != other.ValueKind)
                return false;
            var order = SqlQuery.Compare(value, other);
            return Compare switch
            {
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                ">=" => order >= 0,
                _ => order == 0,
            };
        }
    }
}
