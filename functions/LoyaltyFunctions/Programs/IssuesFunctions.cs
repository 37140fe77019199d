using Loyalty;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Programs;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Programs;

/// <summary>Issues points to members of programs, and shows what was issued (seed 003).</summary>
public sealed class IssuesFunctions(
    ApiRequests requests,
    IssueHandler issues,
    IssueRegister register,
    IOptions<ProgramsOptions> options
)
{
    private const string Transactions = "v1/transactions";
    private static readonly string[] Clients = [Scopes.Programs];

    [Function("ProgramsIssue")]
    public Task<IResult> Issue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Transactions)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Clients, request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                {
                    var draft = IssueDraft.Read(fields);
                    Note(request, draft);
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var outcome = await issues.IssueAsync(caller, draft, cancellationToken);
                    if (!outcome.Succeeded)
                        return Reply.Problem(outcome.Problem);
                    var issue = outcome.Item.Value;
                    var reply = Reply.Json(
                        issue.Status == IssueStatus.Pending ? 202 : 200,
                        IssueDocument.Of(issue),
                        ProgramsWireJson.Default.IssueDocument
                    );
                    return outcome.Replayed ? reply.With("Idempotency-Replayed", "true") : reply;
                }
            );

    [Function("ProgramsIssueList")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Transactions)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Clients, request, cancellationToken)
            .AnswerQueryAsync(
                (caller, query) => (Caller: caller, Search: ReadSearch(caller, query)),
                sent => ListAsync(sent.Caller, sent.Search, cancellationToken)
            );

    [Function("ProgramsIssueFind")]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Transactions + "/{transactionId}")]
            HttpRequest request,
        string transactionId,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Clients, request, cancellationToken)
            .AnswerAsync(async caller =>
                await register.FindAsync(caller, RouteText.Last(request, transactionId), cancellationToken) is { } issue
                    ? Reply.Json(
                        200,
                        IssuedDocument.Of(
                            issue,
                            await register.ProgramAsync(caller, issue.ProgramId, cancellationToken)
                        ),
                        ProgramsWireJson.Default.IssuedDocument
                    )
                    : Reply.Problem(Refusal.NotFound)
            );

    /// <summary>Tells the log what the request is about.</summary>
    private static void Note(HttpRequest request, IssueDraft draft)
    {
        if (LoggedRequest.Of(request.HttpContext)?.Subject is not { } subject)
            return;
        subject.ProgramId = draft.ProgramId == default ? null : draft.ProgramId;
        subject.MemberId = draft.UserId == default ? null : draft.UserId;
        subject.RequestId = draft.ReferenceNumber == default ? null : draft.ReferenceNumber;
    }

    private async Task<IResult> ListAsync(Caller caller, IssueSearch search, CancellationToken cancellationToken)
    {
        if (search.ProgramId is { } program && await register.ProgramAsync(caller, program, cancellationToken) is null)
            return Reply.Problem(Refusal.UnknownProgram);
        if (await register.ListAsync(search, cancellationToken) is not { } found)
            return Reply.Invalid([
                new FieldError(
                    "endDate",
                    "range",
                    $"More than {options.Value.ListLimit} transactions: choose a shorter interval."
                ),
            ]);
        var programs = new Dictionary<ProgramId, PointProgram?>();
        var documents = new List<IssuedDocument>(found.Count);
        foreach (var issue in found)
        {
            if (!programs.TryGetValue(issue.ProgramId, out var known))
                programs.Add(
                    issue.ProgramId,
                    known = await register.ProgramAsync(caller, issue.ProgramId, cancellationToken)
                );
            documents.Add(IssuedDocument.Of(issue, known));
        }

        return Reply.Json(200, documents, ProgramsWireJson.Default.IReadOnlyListIssuedDocument);
    }

    private IssueSearch ReadSearch(Caller caller, RequestQuery query)
    {
        var from = query.EpochSeconds("startDate");
        var to = query.EpochSeconds("endDate");
        if (to < from)
            query.Fail("endDate", "range", "Must not be before startDate.");
        else if (to - from > options.Value.ListInterval)
            query.Fail(
                "endDate",
                "range",
                $"Must be at most {options.Value.ListInterval.TotalDays:0.#} days after startDate."
            );
        // The last second belongs to the interval.
        return new IssueSearch(
            caller.ClientId,
            query.Id<ProgramId>("programId"),
            from ?? default,
            to?.AddSeconds(1) ?? default
        );
    }
}
