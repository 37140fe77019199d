using Loyalty;
using Loyalty.Json;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Management;

/// <summary>Reads the query parameters of a list and remembers everything that is wrong with them.</summary>
public sealed class ManagementQuery
{
    private readonly IQueryCollection query;
    private readonly (int Usual, int Most) limits;
    private readonly List<FieldError> errors = [];

    internal ManagementQuery(IQueryCollection query, int usualLimit, int mostLimit)
    {
        this.query = query;
        limits = (usualLimit, mostLimit);
    }

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>A parameter's text; null when it is absent, or stands there twice (an error).</summary>
    public string? Text(string name)
    {
        var values = query[name];
        if (values.Count > 1)
            errors.Add(new FieldError(name, "duplicate", "Must stand there once."));
        return values.Count == 1 ? values[0] : null;
    }

    /// <summary>One of an enum's words; null when it is absent or wrong (an error).</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        if (Words.TryRead<T>(text, out var value))
            return value;
        errors.Add(new FieldError(name, "format", $"Must be one of {string.Join(", ", Words.All<T>())}."));
        return null;
    }

    /// <summary>An identifier; null when it is absent or wrong (an error).</summary>
    public T? Id<T>(string name)
        where T : struct, ITextId<T>
    {
        if (Text(name) is not { } text)
            return null;
        if (T.TryParse(text, out var id))
            return id;
        errors.Add(new FieldError(name, "format", "Must be an id."));
        return null;
    }

    /// <summary>Which part of the list is asked for: <c>cursor</c> and <c>limit</c>. Whether the cursor is one of
    /// ours, the store knows: <see cref="ManagementRequests.BadCursor"/>.</summary>
    public Paging Paging()
    {
        var cursor = Text("cursor");
        if (cursor is "")
            errors.Add(ManagementRequests.CursorError);
        var limit = limits.Usual;
        if (Text("limit") is { } text && !TryReadLimit(text, out limit))
            errors.Add(new FieldError("limit", "range", $"Must be a whole number from 1 to {limits.Most}."));
        return new Paging(cursor, limit);
    }

    private bool TryReadLimit(string text, out int limit)
    {
        limit = 0;
        return text.Length is > 0 and < 10
            && text.All(char.IsAsciiDigit)
            && int.TryParse(text, out limit)
            && limit >= 1
            && limit <= limits.Most;
    }
}
