using Loyalty;
using Loyalty.Json;
using Loyalty.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LoyaltyFunctions.Management;

/// <summary>Reads what transactions are searched for from the query string. An empty parameter does not matter.</summary>
internal sealed class TransactionQuery
{
    private readonly IQueryCollection query;
    private readonly List<FieldError> errors = [];

    private TransactionQuery(IQueryCollection query)
    {
        this.query = query;
    }

    /// <summary>The search, and every parameter that is wrong.</summary>
    public static (EntrySearch Search, IReadOnlyList<FieldError> Errors) Read(IQueryCollection query, OrgId org)
    {
        var reader = new TransactionQuery(query);
        var search = new EntrySearch
        {
            OrgId = org,
            MemberId = reader.Id<MemberId>("userId"),
            ProgramId = reader.Id<ProgramId>("programId"),
            ClientId = reader.Id<ClientId>("clientId"),
            Kind = reader.Word<EntryKind>("kind"),
            Status = reader.Word<EntryStatus>("status"),
            From = reader.Instant("from"),
            To = reader.Instant("to"),
        };
        return (search, reader.errors);
    }

    private T? Id<T>(string name)
        where T : struct, ITextId<T>
    {
        if (Text(name) is not { } text)
            return null;
        if (T.TryParse(text, out var id))
            return id;
        return Fail<T>(name, $"Must be 1 to {TextId.MaxLength} characters without control characters.");
    }

    private T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        if (Words.TryRead<T>(text, out var value))
            return value;
        return Fail<T>(name, $"Must be one of {string.Join(", ", Words.All<T>())}.");
    }

    /// <summary>A date stands for its first instant in UTC.</summary>
    private DateTimeOffset? Instant(string name)
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

    private string? Text(string name)
    {
        var sent = query[name];
        if (sent.Count <= 1)
            return StringValues.IsNullOrEmpty(sent) ? null : sent[0];
        errors.Add(new FieldError(name, "duplicate", "Must stand there once."));
        return null;
    }

    private T? Fail<T>(string name, string message)
        where T : struct
    {
        errors.Add(new FieldError(name, "format", message));
        return null;
    }
}
