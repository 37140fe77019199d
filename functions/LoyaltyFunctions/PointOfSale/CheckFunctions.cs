using Loyalty;
using Loyalty.Identity;
using Loyalty.PointOfSale;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>Tells tills whether a customer could redeem points, and sends customers codes for it (seed 004). Either GET can
/// send a code or cost a try, so there is no HEAD, which anybody may send only to look.</summary>
public sealed class CheckFunctions(TillRequests requests, TillDesk desk)
{
    internal const string IsRedeemableRoute = "v1.1/points/isredeemable";

    [Function("PointOfSaleIsRedeemable")]
    public Task<IResult> IsRedeemable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = IsRedeemableRoute)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        AnswerAsync(
            request,
            desk.CheckAsync,
            (draft, outcome) =>
                TillReply.Of(
                    RedeemableDocument.Of(draft.Customer, outcome, draft.Points),
                    TillJson.Default.RedeemableDocument
                ),
            cancellationToken
        );

    [Function("PointOfSaleValidationCode")]
    public Task<IResult> ValidationCode(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1.1/points/validationcode")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        AnswerAsync(
            request,
            desk.IssueCodeAsync,
            (draft, outcome) =>
                TillReply.Of(
                    CodeIssuedDocument.Of(draft.Customer, outcome, draft.Points),
                    TillJson.Default.CodeIssuedDocument
                ),
            cancellationToken
        );

    private Task<IResult> AnswerAsync(
        HttpRequest request,
        Func<
            Caller,
            RedemptionDraft,
            CancellationToken,
            Task<(IReadOnlyList<TillOutcome> Outcomes, TimeSpan? RetryAfter)>
        > ask,
        Func<RedemptionDraft, TillOutcome, TillReply> answer,
        CancellationToken cancellationToken
    ) =>
        requests.AnswerQueryAsync(
            request,
            async (caller, query) =>
            {
                var draft = query.ToDraft();
                if (query.Errors.Count > 0)
                    return Problem.Invalid(query.Errors);
                var (outcomes, wait) = await ask(caller, draft, cancellationToken);
                if (wait is { } time)
                    return Problem.TooMany(time);
                TillLog.Write(request, outcomes);
                return answer(draft, outcomes[0]);
            },
            cancellationToken
        );
}
