using Loyalty.Notices;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Tells members of points that are about to expire, every hour: days begin at other hours in other zones.</summary>
public sealed class NoticeExpiryFunction(ExpiryNotices notices)
{
    [Function("NoticeExpiry")]
    public Task Run([TimerTrigger("0 20 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        notices.RunAsync(cancellationToken);
}
