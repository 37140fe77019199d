using Loyalty.Callbacks;
using Loyalty.Identity;
using Loyalty.Ledger;

namespace Loyalty.PointsRequests;

/// <summary>Answers what became of an accepted request, for callers that poll.</summary>
public sealed class RequestStatus(IRequestRegistry registry, ILedgerStore ledger)
{
    /// <summary>The state of one of the caller's own requests, or null when it never accepted such a one.</summary>
    public async Task<RequestState?> FindAsync(Caller caller, RequestId request, CancellationToken cancellationToken)
    {
        var message = await registry.FindAsync(caller.ClientId, request, cancellationToken);
        if (message is null)
            return null;
        var found = await ledger.FindAsync(
            new MemberKey(message.OrgId, message.MemberId),
            [message.TransactionId],
            cancellationToken
        );
        return RequestState.Of(message, found is [var entry] ? CallbackPayload.Of(entry) : null);
    }
}
