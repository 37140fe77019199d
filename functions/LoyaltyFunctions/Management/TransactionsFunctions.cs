using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Corrections;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Loyalty.Management.Transactions;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>The ledger's entries: search, download, look up with proof, take back.</summary>
public sealed class TransactionsFunctions(
    ManagementRequests requests,
    TransactionRegister transactions,
    TransactionsCsv csv,
    CorrectionHandler corrections
)
{
    private const int MaxReason = 200;
    private static readonly JsonTypeInfo<TransactionDocument> Form = TransactionJson.Default.TransactionDocument;

    [Function("ManageTransactionList")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/transactions")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerQueryAsync(
                (caller, query) =>
                    (caller.ClientId, Search: TransactionQuery.Read(query, caller.OrgId), Page: query.Paging()),
                sent =>
                    TransactionsCsv.IsWanted(request)
                        ? csv.AnswerAsync(
                            request.HttpContext,
                            sent.ClientId,
                            sent.Search,
                            sent.Page.Cursor,
                            cancellationToken
                        )
                        : transactions
                            .SearchAsync(sent.Search, sent.Page.Cursor, sent.Page.Limit, cancellationToken)
                            .ToReplyAsync(sent.Page, ListJson.Default.ListDocumentTransactionDocument)
            );

    [Function("ManageTransaction")]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/transactions/{transactionId}")]
            HttpRequest request,
        string transactionId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(async caller =>
                EntryId.TryParse(transactionId, out var id)
                    ? (await transactions.FindAsync(caller.OrgId, id, cancellationToken)).ToReply(Form)
                    : Reply.Problem(Refusal.NotFound)
            );

    [Function("ManageTransactionReverse")]
    public Task<IResult> Reverse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/transactions/{transactionId}/reverse")]
            HttpRequest request,
        string transactionId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerOnceAsync(
                async (caller, creation, fields) =>
                {
                    if (!EntryId.TryParse(transactionId, out var id))
                        return Reply.Problem(Refusal.NotFound);
                    var reversal = ReadReversal(caller, id, fields);
                    return fields.Errors.Count > 0
                        ? Reply.Invalid(fields.Errors)
                        : (await corrections.ReverseAsync(reversal, creation, cancellationToken)).ToReply(Form);
                }
            );

    [Function("ManageMemberAdjust")]
    public Task<IResult> Adjust(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/members/{userId}/adjust")]
            HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerOnceAsync(
                async (caller, creation, fields) =>
                {
                    if (!MemberId.TryParse(RouteText.FromEnd(request, userId, 1), out var member))
                        return Reply.Problem(Refusal.NotFound);
                    var adjustment = ReadAdjustment(caller, member, fields);
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var outcome = await corrections.AdjustAsync(adjustment, creation, cancellationToken);
                    return outcome.Problem?.Refusal == Refusal.UnknownProgram
                        ? Reply.Invalid([new FieldError("programId", "not_allowed", "There is no such program.")])
                        : outcome.ToReply(Form);
                }
            );

    private static ReversalRequest ReadReversal(Caller caller, EntryId id, JsonFields fields)
    {
        var points = fields.OptionalWhole("points", 1, LedgerRules.MaxBalance.Value);
        return new ReversalRequest
        {
            OrgId = caller.OrgId,
            EntryId = id,
            Points = points is { } some ? new Loyalty.Points(some) : null,
            Reason = fields.Line("reason", required: true, MaxReason) ?? "",
            ClientId = caller.ClientId,
        };
    }

    private static AdjustmentRequest ReadAdjustment(Caller caller, MemberId member, JsonFields fields)
    {
        var program = fields.Id<ProgramId>("programId");
        var points = fields.Whole("points", -Loyalty.Points.MaxPerRequest, Loyalty.Points.MaxPerRequest);
        var reason = fields.Line("reason", required: true, MaxReason);
        if (points == 0 && fields.Errors.All(error => error.Field != "points"))
            fields.Fail("points", "range", "Must not be 0.");
        return new AdjustmentRequest
        {
            OrgId = caller.OrgId,
            MemberId = member,
            ProgramId = program,
            Points = new Loyalty.Points(points),
            Reason = reason ?? "",
            ClientId = caller.ClientId,
        };
    }
}

/// <summary>Reads what transactions are searched for from the query string.</summary>
internal static class TransactionQuery
{
    /// <summary>The search; what is wrong is in the query's errors.</summary>
    public static EntrySearch Read(RequestQuery query, OrgId org)
    {
        var search = new EntrySearch
        {
            OrgId = org,
            MemberId = query.Id<MemberId>("userId"),
            ProgramId = query.Id<ProgramId>("programId"),
            ClientId = query.Id<ClientId>("clientId"),
            Kind = query.Word<EntryKind>("kind"),
            Status = query.Word<EntryStatus>("status"),
            Reference = query.Text("reference"),
            Partner = query.Text("partner"),
            From = query.Instant("from"),
            To = query.Instant("to"),
        };
        if (search.To < search.From)
            query.Fail("to", "range", "Must not be before from.");
        return search;
    }
}
