using Loyalty;
using Loyalty.PointOfSale;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>Redeems points at tills and takes redemptions back (seed 004).</summary>
public sealed class RedemptionFunctions(TillRequests requests, TillDesk desk, IOptions<PointOfSaleOptions> options)
{
    private const string Redeemed = "Points Redeemed";
    private const string Reverted = "Points Reverted";

    [Function("PointOfSaleRedeem")]
    public Task<IResult> Redeem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1.1/points/redeem")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests.AnswerBodyAsync(
            request,
            async (caller, isSigned, query, fields) =>
            {
                var drafts = (fields.Nested("root", required: false) ?? fields).List(
                    "redeem",
                    required: true,
                    1,
                    options.Value.MaxItems,
                    (items, name) =>
                        items.Nested(name, required: true) is { } item ? query.AddTo(RedemptionDraft.Read(item)) : null
                );
                if (fields.Errors.Count + query.Errors.Count > 0)
                    return Problem.Invalid([.. query.Errors, .. fields.Errors]);
                var sent = drafts.OfType<RedemptionDraft>().ToList();
                var (outcomes, wait) = isSigned
                    ? await desk.RedeemAsync(caller, sent, cancellationToken)
                    : ([.. sent.Select(_ => Unsigned)], null);
                if (wait is { } time)
                    return Problem.TooMany(time);
                TillLog.Write(request, outcomes);
                return Reply(
                    sent.Zip(outcomes)
                        .Select(item =>
                            RedeemedPoints.Of(
                                item.First.Customer,
                                item.Second,
                                (item.First.Points, item.First.ValidationCode),
                                Redeemed
                            )
                        )
                );
            },
            cancellationToken
        );

    [Function("PointOfSaleReverse")]
    public Task<IResult> Reverse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1.1/points/reverse")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests.AnswerBodyAsync(
            request,
            async (caller, isSigned, query, fields) =>
            {
                var draft = ReversalDraft.Read(fields.Nested("root", required: false) ?? fields);
                if (fields.Errors.Count + query.Errors.Count > 0)
                    return Problem.Invalid([.. query.Errors, .. fields.Errors]);
                var (outcomes, wait) = isSigned
                    ? await desk.ReverseAsync(caller, draft, cancellationToken)
                    : ([Unsigned], null);
                if (wait is { } time)
                    return Problem.TooMany(time);
                TillLog.Write(request, outcomes);
                return Reply(
                    outcomes.Select(outcome =>
                        RedeemedPoints.Of(new Customer(), outcome, (draft.Points, null), Reverted)
                    )
                );
            },
            cancellationToken
        );

    private static TillOutcome Unsigned => new() { Refusal = Refusal.SignatureRequired };

    private static TillReply Reply(IEnumerable<RedeemedPoints> points) =>
        TillReply.Within("root", RedeemedDocument.Of([.. points]), TillJson.Default.RedeemedDocument);
}
