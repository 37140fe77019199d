using Loyalty;
using Loyalty.Holds;
using Loyalty.Identity;
using Loyalty.RequestLog;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Points;

/// <summary>Holds points for partners, and redeems them or gives them back (contract §7).</summary>
public sealed class HoldsFunctions(ApiRequests requests, HoldAdmission holds)
{
    private static readonly string[] Redeemers = [Scopes.PointsRedeem];

    [Function("PlaceHold")]
    public Task<IResult> Place(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "points/holds")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Redeemers, request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                {
                    var order = HoldOrder.Read(fields);
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var outcome = await holds.PlaceAsync(caller, order, SubjectOf(request), cancellationToken);
                    return outcome.ToPlainCreated(
                        HoldJson.Default.HoldDocument,
                        hold => $"/points/holds/{hold.HoldId}"
                    );
                }
            );

    [Function("Hold")]
    public Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "points/holds/{holdId}")] HttpRequest request,
        string holdId,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Redeemers, request, cancellationToken)
            .AnswerAsync(caller =>
                holds.FindAsync(caller, IdOf(holdId), cancellationToken).ToReplyAsync(HoldJson.Default.HoldDocument)
            );

    [Function("CaptureHold")]
    public Task<IResult> Capture(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "points/holds/{holdId}/capture")]
            HttpRequest request,
        string holdId,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Redeemers, request, cancellationToken)
            .AnswerOptionalBodyAsync(
                async (caller, fields) =>
                {
                    var amount = fields.OptionalWhole("amount", 1, Loyalty.Points.MaxPerRequest);
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var outcome = await holds.CaptureAsync(
                        caller,
                        IdOf(holdId),
                        amount is { } points ? new Loyalty.Points(points) : null,
                        SubjectOf(request),
                        cancellationToken
                    );
                    return outcome.ToPlainReply(HoldJson.Default.CaptureDocument);
                }
            );

    [Function("ReleaseHold")]
    public Task<IResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "points/holds/{holdId}/release")]
            HttpRequest request,
        string holdId,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Redeemers, request, cancellationToken)
            .AnswerOptionalBodyAsync(
                async (caller, _) =>
                    (
                        await holds.ReleaseAsync(caller, IdOf(holdId), SubjectOf(request), cancellationToken)
                    ).ToPlainReply(HoldJson.Default.ReleaseDocument)
            );

    private static RequestSubject SubjectOf(HttpRequest request) =>
        LoggedRequest.Of(request.HttpContext)?.Subject ?? new RequestSubject();

    /// <summary>What can be no id is that of no hold.</summary>
    private static EntryId IdOf(string text) => EntryId.TryParse(text, out var id) ? id : default;
}
