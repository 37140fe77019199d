using Loyalty;
using Loyalty.Identity;
using Loyalty.LoyaltyUser;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.LoyaltyUser;

/// <summary>Gives and takes a member's points for partners, at once (seed 002).</summary>
public sealed class PointAssignmentFunction(ApiRequests requests, PointAssignmentHandler assignments)
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
                        return Reply.Invalid(fields.Errors);
                    if (!known)
                        return Reply.Problem(Refusal.UserNotFound);
                    var outcome = await assignments.AssignAsync(caller, assignment, creation, cancellationToken);
                    return outcome.ToPlainReply(LoyaltyUserJson.Default.PointAssignmentDocument);
                }
            );
}
