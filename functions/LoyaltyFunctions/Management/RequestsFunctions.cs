using System.Globalization;
using Loyalty;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.RequestLog;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>How requests were answered: the organisation's for those who look, its own for every client.</summary>
public sealed class RequestsFunctions(ManagementRequests management, ApiRequests requests, RequestHistory history)
{
    private static readonly string[] Everybody = [.. Scopes.All];

    /// <summary>The organisation's requests.</summary>
    [Function("ManageRequestsList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/requests")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        management
            .ByReaders(request, cancellationToken)
            .ListAsync(
                query => FilterOf(query, query.Id<ClientId>("clientId")),
                (caller, filter, page) =>
                    history.ListAsync(caller.OrgId, filter, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentRequestDocument
            );

    /// <summary>The caller's own requests.</summary>
    [Function("PointsRequestsList")]
    public Task<IResult> ListOwnAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "points/requests")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Everybody, request, cancellationToken)
            .ListAsync(
                query => FilterOf(query, null),
                (caller, filter, page) =>
                    history.ListAsync(
                        caller.OrgId,
                        filter with
                        {
                            ClientId = caller.ClientId,
                        },
                        page.Cursor,
                        page.Limit,
                        cancellationToken
                    ),
                ListJson.Default.ListDocumentRequestDocument
            );

    private static RequestFilter FilterOf(RequestQuery query, ClientId? client)
    {
        var (status, outcome) = AnswerOf(query);
        return new RequestFilter
        {
            ClientId = client,
            Status = status,
            Outcome = outcome,
            Code = CodeOf(query),
            MemberId = query.Id<MemberId>("userId"),
            From = query.Instant("from"),
            To = query.Instant("to"),
        };
    }

    /// <summary><c>status</c> is an HTTP status or the word for what it means.</summary>
    private static (int? Status, RequestOutcome? Outcome) AnswerOf(RequestQuery query)
    {
        const string Name = "status";
        if (query.Text(Name) is not { } text)
            return default;
        if (Words.TryRead<RequestOutcome>(text, out var outcome))
            return (null, outcome);
        if (text.Length == 3 && text[0] is >= '1' and <= '5' && text.All(char.IsAsciiDigit))
            return (int.Parse(text, CultureInfo.InvariantCulture), null);
        var words = string.Join(", ", Words.All<RequestOutcome>());
        query.Fail(Name, "format", $"Must be an HTTP status or one of {words}.");
        return default;
    }

    private static Refusal? CodeOf(RequestQuery query)
    {
        const string Name = "code";
        if (query.Text(Name) is not { } text)
            return null;
        if (Refusals.TryRead(text, out var refusal))
            return refusal;
        query.Fail(Name, "format", "Must be a code of the table of refusals.");
        return null;
    }
}
