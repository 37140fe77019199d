using Loyalty;
using Loyalty.Identity;
using Loyalty.LoyaltyUser;
using LoyaltyFunctions.Http;
using LoyaltyFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.LoyaltyUser;

/// <summary>Gives and takes a member's points for partners, at once (seed 002).</summary>
public sealed class PointAssignmentFunction(ManagementRequests requests, PointAssignmentHandler assignments)
{
    private static readonly string[] Partners = [Scopes.PointsAdjust];

    [Function("LoyaltyUserPoints")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "loyalty/user/{loyaltyUserId}/points")]
            HttpRequest request,
        string loyaltyUserId,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Partners, request, cancellationToken)
            .AnswerOnceAsync(
                async (caller, creation, fields) =>
                {
                    var known = MemberId.TryParse(RouteText.FromEnd(request, loyaltyUserId, 1), out var member);
                    var assignment = PointAssignment.Read(member, fields);
                    if (fields.Errors.Count > 0)
                        return ManagementRequest.Invalid(fields.Errors);
                    return known
                        ? ReplyTo(await assignments.AssignAsync(caller, assignment, creation, cancellationToken))
                        : Reply.Problem(Refusal.UserNotFound);
                }
            );

    private static Reply ReplyTo(Outcome<PointAssignmentDocument> outcome)
    {
        if (!outcome.Succeeded)
            return Reply.Problem(outcome.Problem);
        var reply = Reply.Json(200, outcome.Item.Value, LoyaltyUserJson.Default.PointAssignmentDocument);
        return outcome.Replayed ? reply.With("Idempotency-Replayed", "true") : reply;
    }
}
