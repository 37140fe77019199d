using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Loyalty.Json;

/// <summary>
/// Reads the fields of a JSON object from outside and remembers everything that is wrong, so that one answer can name
/// all of it, by its full path: <c>cap.points</c>, <c>keys[0].keyId</c>. Unknown fields are ignored, but one that is spelt
/// almost like a known one is an error; so is a known field that stands there twice, because two readers could take
/// different ones. A field that is <c>null</c> is absent.
/// </summary>
public sealed partial class JsonFields
{
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<FieldError> errors;
    private readonly string prefix;
    private readonly string suffix;

    /// <summary>The fields of an object, or the items of an array under their numbers.</summary>
    /// <param name="prefix">What stands before a field's name in its path.</param>
    /// <param name="suffix">What stands behind it.</param>
    /// <param name="errors">Where errors go: one list for the whole text.</param>
    private JsonFields(string prefix, string suffix, List<FieldError> errors)
    {
        this.prefix = prefix;
        this.suffix = suffix;
        this.errors = errors;
    }

    /// <summary>What is wrong with the whole text so far, in the order it was asked for.</summary>
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
            fields = Of(root, prefix: "", []);
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

    /// <summary>Whether the field is there and not <c>null</c>.</summary>
    public bool Has(string field) =>
        fields.TryGetValue(field, out var element) && element.ValueKind != JsonValueKind.Null;

    /// <summary>An object; null when it is absent (an error if required) or something else (an error).</summary>
    public JsonFields? Nested(string field, bool required)
    {
        if (Find(field, required) is not { } element)
            return null;
        try
        {
            if (element.ValueKind == JsonValueKind.Object)
                return Of(element, PathOf(field) + ".", errors);
        }
        catch (InvalidOperationException)
        {
            // As in TryParse, for names further in.
        }

        Fail(field, "type", "Must be an object.");
        return null;
    }

    /// <summary>An array; empty when it is absent (an error if required) or wrong (an error).</summary>
    /// <param name="field">The field.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="least">Fewest items.</param>
    /// <param name="most">Most items.</param>
    /// <param name="read">Reads one item: any of these methods, on the fields and with the name that it is
    /// given.</param>
    public IReadOnlyList<T> List<T>(string field, bool required, int least, int most, Func<JsonFields, string, T> read)
    {
        if (Find(field, required) is not { } element)
            return [];
        if (element.ValueKind != JsonValueKind.Array)
        {
            Fail(field, "type", "Must be an array.");
            return [];
        }

        var count = element.GetArrayLength();
        if (count < least || count > most)
        {
            Fail(field, "length", $"Must have {least} to {most} items.");
            return [];
        }

        var items = new JsonFields(PathOf(field) + "[", "]", errors);
        var values = new List<T>(count);
        foreach (var item in element.EnumerateArray())
        {
            var name = values.Count.ToString(CultureInfo.InvariantCulture);
            items.fields.Add(name, item);
            values.Add(read(items, name));
        }

        return values;
    }

    /// <summary>Adds an error that the caller found.</summary>
    public void Fail(string field, string code, string message) =>
        errors.Add(new FieldError(PathOf(field), code, message));

    private static JsonFields Of(JsonElement element, string prefix, List<FieldError> errors)
    {
        var parsed = new JsonFields(prefix, suffix: "", errors);
        foreach (var property in element.EnumerateObject())
            if (!parsed.fields.TryAdd(property.Name, property.Value))
                parsed.repeated.Add(property.Name);
        return parsed;
    }

    private string PathOf(string field) => prefix + field + suffix;

    private JsonElement? Find(string field, bool required)
    {
        FindMisspelt(field);
        if (repeated.Contains(field))
        {
            Fail(field, "duplicate", "Must not be repeated.");
            return null;
        }

        if (fields.TryGetValue(field, out var element) && element.ValueKind != JsonValueKind.Null)
            return element;
        if (required)
            Fail(field, "required", "Is required.");
        return null;
    }

    /// <summary>Whoever writes <c>callback_url</c> means <c>callbackUrl</c>, and would not hear that it was
    /// ignored.</summary>
    private void FindMisspelt(string field)
    {
        if (!known.Add(field))
            return;
        foreach (var name in fields.Keys)
            if (name != field && IsSpeltLike(name, field))
                Fail(name, "misspelt", $"There is no such field: did you mean {field}?");
    }

    /// <summary>Whether two names differ in case, <c>_</c> and <c>-</c> alone.</summary>
    private static bool IsSpeltLike(ReadOnlySpan<char> name, ReadOnlySpan<char> field)
    {
        var at = 0;
        foreach (var c in name)
        {
            if (c is '_' or '-')
                continue;
            if (at == field.Length || char.ToLowerInvariant(c) != char.ToLowerInvariant(field[at++]))
                return false;
        }

        return at == field.Length;
    }
}
