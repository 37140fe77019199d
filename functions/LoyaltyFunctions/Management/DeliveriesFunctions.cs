using System.Diagnostics;
using Loyalty;
using Loyalty.Callbacks;
using Loyalty.Json;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>An organisation's callbacks.</summary>
public sealed class DeliveriesFunctions(ManagementRequests requests, DeliveryDesk deliveries)
{
    private const string List = "manage/deliveries";
    private const string One = List + "/{deliveryId}";

    /// <summary>The deliveries, all or with one <c>status</c>.</summary>
    [Function("ManageDeliveriesList")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (paging, bad) = requests.Paging(request);
        if (paging is null)
            return bad ?? throw new UnreachableException();
        DeliveryStatus? status = null;
        if (request.Query["status"] is { Count: > 0 } sent)
        {
            if (sent.Count > 1 || !Words.TryRead<DeliveryStatus>(sent[0], out var read))
            {
                var words = string.Join(", ", Words.All<DeliveryStatus>());
                return ManagementRequests.Invalid([new FieldError("status", "format", $"Must be one of {words}.")]);
            }
            status = read;
        }

        return await deliveries
            .ListAsync(caller.OrgId, status, paging.Cursor, paging.Limit, cancellationToken)
            .ToReplyAsync(paging, OperationsWireJson.Default.ListDocumentDeliveryDocument);
    }

    /// <summary>A delivery.</summary>
    [Function("ManageDeliveriesGet")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var found = await deliveries.FindAsync(caller.OrgId, deliveryId, cancellationToken);
        return found.ToReply(OperationsJson.Default.DeliveryDocument);
    }

    /// <summary>Sends a callback again.</summary>
    [Function("ManageDeliveriesRedeliver")]
    public async Task<IResult> RedeliverAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/redeliver")] HttpRequest request,
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var outcome = await deliveries.RedeliverAsync(caller, deliveryId, cancellationToken);
        return outcome.ToAccepted(OperationsJson.Default.DeliveryDocument);
    }
}
