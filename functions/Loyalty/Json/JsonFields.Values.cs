using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Loyalty.Json;

/// <content>The values that a field can have.</content>
public sealed partial class JsonFields
{
    /// <summary>A required identifier.</summary>
    public T Id<T>(string field)
        where T : struct, ITextId<T> => ReadId<T>(field, required: true) ?? default;

    /// <summary>An identifier; null when it is absent or wrong (an error).</summary>
    public T? OptionalId<T>(string field)
        where T : struct, ITextId<T> => ReadId<T>(field, required: false);

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

    /// <summary>A text, or a number as it is written; null when it is absent, empty or wrong (an error). For senders to whom
    /// every value is text.</summary>
    public string? Scalar(string field)
    {
        if (Find(field, required: false) is not { } element)
            return null;
        var text = element.ValueKind switch
        {
            JsonValueKind.String when TryGetText(element, out var value) => value,
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
        if (text is null)
            Fail(field, "type", "Must be a string or a number.");
        return text is "" ? null : text;
    }

    /// <inheritdoc cref="Scalar(string)"/>
    /// <param name="field">The field.</param>
    /// <param name="maxLength">Most characters.</param>
    public string? Scalar(string field, int maxLength)
    {
        if (Scalar(field) is not { } text)
            return null;
        if (text.Length <= maxLength)
            return text;
        Fail(field, "length", $"Must have at most {maxLength} characters.");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>, also as a text; false when it is absent or wrong (an error).</summary>
    public bool Switch(string field)
    {
        if (Find(field, required: false) is not { } element)
            return false;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.GetBoolean();
        if (element.ValueKind == JsonValueKind.String && TryGetText(element, out var text))
            if (text.Length == 0 || bool.TryParse(text, out _))
                return text.Length > 0 && bool.Parse(text);
        Fail(field, "type", "Must be true or false.");
        return false;
    }

    /// <summary>A text for people: no control characters, not blank; null when it is absent (an error if required) or
    /// wrong.</summary>
    public string? Line(string field, bool required, int maxLength)
    {
        if (Text(field, required) is not { } text)
            return null;
        if (text.Length > maxLength || string.IsNullOrWhiteSpace(text))
            Fail(field, "length", $"Must have 1 to {maxLength} characters and not be blank.");
        else if (text.Any(char.IsControl))
            Fail(field, "format", "Must not contain control characters.");
        else
            return text;
        return null;
    }

    /// <summary>A required whole number within a range; <c>10.0</c> and <c>1e1</c> are whole numbers too.</summary>
    public long Whole(string field, long minimum, long maximum) =>
        ReadWhole(field, required: true, minimum, maximum) ?? 0;

    /// <summary>A whole number within a range; null when it is absent or wrong (an error).</summary>
    public long? OptionalWhole(string field, long minimum, long maximum) =>
        ReadWhole(field, required: false, minimum, maximum);

    /// <summary>A number above <paramref name="above"/>, at most <paramref name="maximum"/>; null when it is absent (an
    /// error if required) or wrong (an error).</summary>
    public decimal? Number(string field, bool required, decimal above, decimal maximum)
    {
        if (Find(field, required) is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Number)
            Fail(field, "type", "Must be a number.");
        else if (element.TryGetDecimal(out var number) && number > above && number <= maximum)
            return number;
        else
            Fail(
                field,
                "range",
                string.Create(CultureInfo.InvariantCulture, $"Must be above {above} and at most {maximum}.")
            );
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>; null when it is absent (an error if required) or wrong (an
    /// error).</summary>
    public bool? Flag(string field, bool required)
    {
        if (Find(field, required) is not { } element)
            return null;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.GetBoolean();
        Fail(field, "type", "Must be true or false.");
        return null;
    }

    /// <summary>One of an enum's words (<see cref="Words"/>); null when it is absent (an error if required) or wrong
    /// (an error).</summary>
    public T? Word<T>(string field, bool required)
        where T : struct, Enum
    {
        if (Text(field, required) is not { } text)
            return null;
        if (Words.TryRead<T>(text, out var value))
            return value;
        Fail(field, "format", $"Must be one of {string.Join(", ", Words.All<T>())}.");
        return null;
    }

    /// <summary>An instant (<see cref="Rfc3339"/>), in UTC; null when it is absent (an error if required) or wrong (an
    /// error).</summary>
    public DateTimeOffset? Instant(string field, bool required)
    {
        if (Text(field, required) is not { } text)
            return null;
        if (Rfc3339.TryParseInstant(text, out var instant))
            return instant;
        Fail(field, "format", "Must be a date and time with offset, as in 2026-01-31T09:00:00Z.");
        return null;
    }

    /// <summary>A date, <c>yyyy-MM-dd</c>; null when it is absent (an error if required) or wrong (an error).</summary>
    public DateOnly? Date(string field, bool required)
    {
        if (Text(field, required) is not { } text)
            return null;
        if (Rfc3339.TryParseDate(text, out var date))
            return date;
        Fail(field, "format", "Must be a date, as in 2026-01-31.");
        return null;
    }

    private T? ReadId<T>(string field, bool required)
        where T : struct, ITextId<T>
    {
        if (Text(field, required) is not { } text)
            return null;
        if (T.TryParse(text, out var id))
            return id;
        Fail(field, "format", T.Rules);
        return null;
    }

    private long? ReadWhole(string field, bool required, long minimum, long maximum)
    {
        if (Find(field, required) is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Number)
            Fail(field, "type", "Must be a number.");
        else if (!element.TryGetDecimal(out var number) || number < minimum || number > maximum)
            Fail(field, "range", $"Must be from {minimum} to {maximum}.");
        else if (number != decimal.Truncate(number))
            Fail(field, "type", "Must be a whole number.");
        else
            return (long)number;
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
