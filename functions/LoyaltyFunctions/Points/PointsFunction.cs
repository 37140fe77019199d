using System.Diagnostics;
using Loyalty;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Points;

/// <summary>Takes earn and redeem requests (seed 000).</summary>
public sealed class PointsFunction(Callers callers, PointsAdmission admission, IOptions<AdmissionOptions> options)
{
    [Function("Points")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "points")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await callers.FindAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var body = await request.ReadBodyAsync(options.Value.MaxBodyBytes, cancellationToken);
        if (body is null)
            return Reply.Problem(Refusal.PayloadTooLarge);

        var outcome = await admission.AdmitAsync(
            caller,
            request.ToSignedRequest(body),
            request.WhyNotJson(),
            LoggedRequest.Of(request.HttpContext)?.Subject,
            cancellationToken
        );
        switch (outcome)
        {
            case AdmissionOutcome.Refused refused:
                return Reply.Problem(refused.Problem);
            case AdmissionOutcome.Accepted accepted:
                var reply = Reply.Json(
                    StatusCodes.Status202Accepted,
                    new AcceptedDocument("accepted", accepted.RequestId, accepted.TransactionId),
                    PointsWireJson.Default.AcceptedDocument
                );
                return accepted.Replayed ? reply.With("Idempotency-Replayed", "true") : reply;
            default:
                throw new UnreachableException();
        }
    }
}

/// <summary>The body of a 202.</summary>
internal sealed record AcceptedDocument(string Status, RequestId RequestId, EntryId TransactionId);
