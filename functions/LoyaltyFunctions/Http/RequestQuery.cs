using System.Globalization;
using Loyalty;
using Loyalty.Json;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Reads the query parameters of a request and remembers everything that is wrong with them.</summary>
internal sealed class RequestQuery(IQueryCollection query, ManagementOptions limits, ListCursors cursors)
{
    /// <summary>The parameter that says where the page before ended.</summary>
    public const string Cursor = "cursor";

    /// <summary>The parameter that says how many items a page has.</summary>
    public const string Limit = "limit";

    /// <summary>Digits of the largest number that can be asked for; what is longer has zeros in front.</summary>
    private const int MostDigits = 10;

    private static readonly FieldError UnknownCursor = new(
        Cursor,
        "format",
        "Must be the nextCursor of an earlier page of this list, with the same filters."
    );

    private readonly List<FieldError> errors = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>A parameter's text; null when it is absent, empty (an error) or repeated (an error). An empty filter
    /// is a mistake of the caller, who would take everything for what was looked for.</summary>
    public string? Text(string name)
    {
        var values = query[name];
        if (values.Count == 0)
            return null;
        if (values.Count > 1)
            Fail(name, "duplicate", "Must not be repeated.");
        else if (string.IsNullOrEmpty(values[0]))
            Fail(name, "format", "Must not be empty.");
        else
            return values[0];
        return null;
    }

    /// <summary>Words to look for; null when there are none or too many (an error).</summary>
    public string? Phrase(string name, int mostCharacters)
    {
        if (Text(name) is not { } text)
            return null;
        if (string.IsNullOrWhiteSpace(text))
            Fail(name, "format", "Must not be empty.");
        else if (text.EnumerateRunes().Count() > mostCharacters)
            Fail(name, "length", $"Must have at most {mostCharacters} characters.");
        else
            return text;
        return null;
    }

    /// <summary>One of an enum's words; null when it is absent or wrong (an error).</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        if (Words.TryRead<T>(text, out var value))
            return value;
        return Fail<T>(name, $"Must be one of {string.Join(", ", Words.All<T>())}.");
    }

    /// <summary>An identifier; null when it is absent or wrong (an error).</summary>
    public T? Id<T>(string name)
        where T : struct, ITextId<T>
    {
        if (Text(name) is not { } text)
            return null;
        if (T.TryParse(text, out var id))
            return id;
        return Fail<T>(name, T.Rules);
    }

    /// <summary>A required identifier.</summary>
    public T RequiredId<T>(string name)
        where T : struct, ITextId<T>
    {
        Require(name);
        return Id<T>(name) ?? default;
    }

    /// <summary>A required instant in Unix seconds of 10 digits; null when it is absent or wrong (an error).</summary>
    public DateTimeOffset? EpochSeconds(string name)
    {
        Require(name);
        if (Text(name) is not { } text)
            return null;
        return text.Length == 10 && text.All(char.IsAsciiDigit)
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture))
            : Fail<DateTimeOffset>(name, "Must be Unix seconds of 10 digits.");
    }

    /// <summary>An instant, or a date, which stands for its first one in UTC; null when it is absent or wrong (an
    /// error).</summary>
    public DateTimeOffset? Instant(string name)
    {
        // A plus sign that was not encoded has become a space.
        if (Text(name)?.Replace(' ', '+') is not { } text)
            return null;
        if (Rfc3339.TryParseInstant(text, out var instant))
            return instant;
        if (Rfc3339.TryParseDate(text, out var date))
            return new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        return Fail<DateTimeOffset>(
            name,
            "Must be a date, or a date and time with offset, as in 2026-01-31T09:00:00Z."
        );
    }

    /// <summary>A whole number from 1; <paramref name="usual"/> when it is absent or wrong (an error).</summary>
    public int Whole(string name, int usual, int most) => Whole(name, most) ?? usual;

    /// <summary>A whole number from 1; null when it is absent or wrong (an error).</summary>
    public int? Whole(string name, int most)
    {
        if (Text(name) is not { } text)
            return null;
        if (
            text.Length <= MostDigits
            && text.All(char.IsAsciiDigit)
            && int.TryParse(text, out var number)
            && number >= 1
            && number <= most
        )
            return number;
        errors.Add(new FieldError(name, "range", $"Must be a whole number from 1 to {most}."));
        return null;
    }

    /// <summary>Which part of the list is asked for: <c>cursor</c> and <c>limit</c>.</summary>
    public Paging Paging()
    {
        var cursor = Text(Cursor) is { } text ? cursors.Open(text) ?? "" : null;
        if (cursor is "")
            errors.Add(UnknownCursor);
        return new(cursor, Whole(Limit, limits.PageSize, limits.MaxPageSize), cursors.Seal);
    }

    /// <summary>The answer to a cursor that the store does not know any more.</summary>
    public static IResult BadCursor() => Reply.Invalid([UnknownCursor]);

    /// <summary>Adds an error that the caller found.</summary>
    public void Fail(string name, string code, string message) => errors.Add(new FieldError(name, code, message));

    private void Require(string name)
    {
        if (query[name].Count == 0)
            Fail(name, "required", "Is required.");
    }

    private T? Fail<T>(string name, string message)
        where T : struct
    {
        errors.Add(new FieldError(name, "format", message));
        return null;
    }
}
