using Loyalty;
using Loyalty.Management.Operations;
using Loyalty.Notifications;
using Loyalty.Signing;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyFunctions.Management;

/// <summary>Texts to members, on hosts that keep them instead of sending them.</summary>
public sealed class OutboxFunctions(ManagementRequests requests, IKeyRing keys, IServiceProvider services)
{
    /// <summary>The texts, all or those to one <c>userId</c>.</summary>
    [Function("ManageOutboxList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/outbox")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        services.GetService<IOutbox>() is { } outbox
            ? requests
                .ByReaders(request, cancellationToken)
                .ListAsync(
                    query => query.Id<MemberId>("userId"),
                    async (caller, member, page) =>
                        (
                            await outbox.PageAsync(caller.OrgId, member, page.Cursor, page.Limit, cancellationToken)
                        ).Select(text => OutboxDocument.Of(text, keys.DataKey)),
                    ListJson.Default.ListDocumentOutboxDocument
                )
            : requests
                .ByReaders(request, cancellationToken)
                .AnswerAsync(static _ => Task.FromResult<IResult>(Reply.Problem(Refusal.NotFound)));
}
