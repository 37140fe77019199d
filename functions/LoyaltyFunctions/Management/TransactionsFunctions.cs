using System.Diagnostics;
using Loyalty;
using Loyalty.Ledger;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>The ledger's entries: search, download, look up with proof, take back.</summary>
public sealed class TransactionsFunctions(
    ManagementRequests requests,
    Transactions transactions,
    TransactionsCsv csv,
    Corrections corrections
)
{
    private const int MaxReason = 200;

    [Function("ManageTransactionList")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "manage/transactions")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (search, errors) = TransactionQuery.Read(request.Query, caller.OrgId);
        if (errors.Count > 0)
            return ManagementRequests.Invalid(errors);
        var (paging, badPaging) = requests.Paging(request);
        if (paging is null)
            return badPaging ?? throw new UnreachableException();
        return TransactionsCsv.IsWanted(request)
            ? await csv.AnswerAsync(search, paging.Cursor, cancellationToken)
            : await transactions
                .SearchAsync(search, paging.Cursor, paging.Limit, cancellationToken)
                .ToReplyAsync(paging, TransactionsJson.Default.ListDocumentTransactionDocument);
    }

    [Function("ManageTransaction")]
    public async Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "manage/transactions/{transactionId}")]
            HttpRequest request,
        string transactionId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        if (!EntryId.TryParse(transactionId, out var id))
            return Reply.Problem(Refusal.NotFound);
        var outcome = await transactions.FindAsync(caller.OrgId, id, cancellationToken);
        return outcome.ToReply(TransactionsJson.Default.TransactionDocument);
    }

    [Function("ManageTransactionReverse")]
    public async Task<IResult> Reverse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/transactions/{transactionId}/reverse")]
            HttpRequest request,
        string transactionId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, badBody) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return badBody ?? throw new UnreachableException();
        var (creation, badKey) = ManagementRequests.Creation(request, caller, body);
        if (creation is null)
            return badKey ?? throw new UnreachableException();
        if (!EntryId.TryParse(transactionId, out var id))
            return Reply.Problem(Refusal.NotFound);
        var points = body.Fields.OptionalWhole("points", 1, LedgerRules.MaxBalance.Value);
        var reason = body.Fields.Line("reason", required: true, MaxReason);
        if (body.Fields.Errors.Count > 0)
            return ManagementRequests.Invalid(body.Fields.Errors);
        var outcome = await corrections.ReverseAsync(
            new ReversalRequest
            {
                OrgId = caller.OrgId,
                EntryId = id,
                Points = points is { } some ? new Loyalty.Points(some) : null,
                Reason = reason ?? "",
                ClientId = caller.ClientId,
            },
            creation,
            cancellationToken
        );
        return outcome.ToReply(TransactionsJson.Default.TransactionDocument);
    }

    [Function("ManageMemberAdjust")]
    public async Task<IResult> Adjust(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/members/{userId}/adjust")]
            HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, badBody) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return badBody ?? throw new UnreachableException();
        var (creation, badKey) = ManagementRequests.Creation(request, caller, body);
        if (creation is null)
            return badKey ?? throw new UnreachableException();
        if (!MemberId.TryParse(RouteText.FromEnd(request, userId, 1), out var member))
            return Reply.Problem(Refusal.NotFound);
        var fields = body.Fields;
        var program = fields.Id<ProgramId>("programId");
        var points = fields.Whole("points", -Loyalty.Points.MaxPerRequest, Loyalty.Points.MaxPerRequest);
        var reason = fields.Line("reason", required: true, MaxReason);
        if (points == 0 && fields.Errors.All(error => error.Field != "points"))
            fields.Fail("points", "range", "Must not be 0.");
        if (fields.Errors.Count > 0)
            return ManagementRequests.Invalid(fields.Errors);
        var outcome = await corrections.AdjustAsync(
            new AdjustmentRequest
            {
                OrgId = caller.OrgId,
                MemberId = member,
                ProgramId = program,
                Points = new Loyalty.Points(points),
                Reason = reason ?? "",
                ClientId = caller.ClientId,
            },
            creation,
            cancellationToken
        );
        return outcome.Problem?.Refusal == Refusal.UnknownProgram
            ? ManagementRequests.Invalid([new FieldError("programId", "not_allowed", "There is no such program.")])
            : outcome.ToReply(TransactionsJson.Default.TransactionDocument);
    }
}
