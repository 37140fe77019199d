using System.Diagnostics;
using Loyalty;
using Loyalty.Management;
using Loyalty.Notifications;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyFunctions.Management;

/// <summary>Texts to members, on hosts that keep them instead of sending them.</summary>
public sealed class OutboxFunctions(ManagementRequests requests, IServiceProvider services)
{
    /// <summary>The texts, all or those to one <c>userId</c>.</summary>
    [Function("ManageOutboxList")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "manage/outbox")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        if (services.GetService<IOutbox>() is not { } outbox)
            return Reply.Problem(Refusal.NotFound);
        var (paging, bad) = requests.Paging(request);
        if (paging is null)
            return bad ?? throw new UnreachableException();
        MemberId? member = null;
        if (request.Query["userId"] is { Count: > 0 } sent)
        {
            if (sent.Count > 1 || !MemberId.TryParse(sent[0], out var id))
                return ManagementRequests.Invalid([new FieldError("userId", "format", "Must be a member's id.")]);
            member = id;
        }

        return await ReadAsync().ToReplyAsync(paging, OperationsWireJson.Default.ListDocumentOutboxDocument);

        async Task<Page<OutboxDocument>> ReadAsync()
        {
            var page = await outbox.PageAsync(caller.OrgId, member, paging.Cursor, paging.Limit, cancellationToken);
            return new([.. page.Items.Select(OutboxDocument.Of)], page.NextCursor);
        }
    }
}
