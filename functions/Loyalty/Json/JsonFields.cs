using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Loyalty.Json;

/// <summary>
/// Reads the fields of a JSON object from outside and remembers everything that is wrong, so that one answer can name
/// all of it. Unknown fields are ignored; a known field that stands there twice is an error, because two readers could
/// take different ones.
/// </summary>
public sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);
    private readonly List<FieldError> errors = [];

    private JsonFields() { }

    /// <summary>What is wrong so far, in the order it was asked for.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Takes a JSON text in UTF-8 that is one object; anything else is false.</summary>
    /// <param name="json">The text; it is copied.</param>
    /// <param name="fields">The fields.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonFields? fields)
    {
        fields = null;
        try
        {
            var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
            var root = JsonElement.Parse(text.Span);
            if (root.ValueKind != JsonValueKind.Object)
                return false;
            var parsed = new JsonFields();
            foreach (var property in root.EnumerateObject())
                if (!parsed.fields.TryAdd(property.Name, property.Value))
                    parsed.repeated.Add(property.Name);
            fields = parsed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A property name that is no text (a lone surrogate) is only found when it is read.
            return false;
        }
    }

    /// <summary>A required identifier.</summary>
    public T Id<T>(string field)
        where T : struct, ITextId<T>
    {
        if (Text(field, required: true) is not { } text)
            return default;
        if (!T.TryParse(text, out var id))
            Fail(field, "format", $"Must be 1 to {TextId.MaxLength} characters without control characters.");
        return id;
    }

    /// <summary>A text; null when it is absent (an error if required) or wrong.</summary>
    public string? Text(string field, bool required)
    {
        if (Find(field, required) is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.String && TryGetText(element, out var text))
            return text;
        Fail(field, "type", "Must be a string.");
        return null;
    }

    /// <summary>A required whole number within a range; <c>10.0</c> and <c>1e1</c> are whole numbers too.</summary>
    public long Whole(string field, long minimum, long maximum)
    {
        if (Find(field, required: true) is not { } element)
            return 0;
        if (element.ValueKind != JsonValueKind.Number)
        {
            Fail(field, "type", "Must be a number.");
            return 0;
        }

        if (!element.TryGetDecimal(out var number) || number < minimum || number > maximum)
        {
            Fail(field, "range", $"Must be from {minimum} to {maximum}.");
            return 0;
        }

        if (number == decimal.Truncate(number))
            return (long)number;
        Fail(field, "type", "Must be a whole number.");
        return 0;
    }

    /// <summary>Adds an error that the caller found.</summary>
    public void Fail(string field, string code, string message) => errors.Add(new FieldError(field, code, message));

    private JsonElement? Find(string field, bool required)
    {
        if (repeated.Contains(field))
        {
            Fail(field, "duplicate", "Must stand there once.");
            return null;
        }

        if (fields.TryGetValue(field, out var element) && element.ValueKind != JsonValueKind.Null)
            return element;
        if (required)
            Fail(field, "required", "Is required.");
        return null;
    }

    private static bool TryGetText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = element.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is valid JSON but no text.
            text = null;
            return false;
        }
    }
}
