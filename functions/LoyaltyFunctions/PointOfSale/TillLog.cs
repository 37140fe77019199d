using Loyalty;
using Loyalty.PointOfSale;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>Has the log of requests tell what a till's request was about: of a list, its first refusal, or its last
/// item.</summary>
internal static class TillLog
{
    public static void Write(HttpRequest request, IReadOnlyList<TillOutcome> outcomes)
    {
        if (LoggedRequest.Of(request.HttpContext) is not { } logged)
            return;
        var told = outcomes.FirstOrDefault(outcome => outcome.Refusal != Refusal.None) ?? outcomes[^1];
        logged.Code = told.Refusal;
        logged.Subject.MemberId = told.Member?.MemberId;
        logged.Subject.ProgramId = told.Program?.ProgramId;
        logged.Subject.RequestId = told.Entry?.RequestId ?? told.Group?.RequestId;
        logged.Subject.TransactionId = told.Entry?.Id ?? told.Group?.Id;
    }
}
