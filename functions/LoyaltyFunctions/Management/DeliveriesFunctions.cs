using System.Text.Json.Serialization.Metadata;
using Loyalty.Callbacks;
using Loyalty.Management;
using Loyalty.Management.Operations;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>An organisation's callbacks.</summary>
public sealed class DeliveriesFunctions(ManagementRequests requests, DeliveryRegister deliveries)
{
    private const string List = "manage/deliveries";
    private const string One = List + "/{deliveryId}";
    private static readonly JsonTypeInfo<DeliveryDocument> Form = ManagementJson.Default.DeliveryDocument;

    /// <summary>The deliveries, all or with one <c>status</c>.</summary>
    [Function("ManageDeliveriesList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .ListAsync(
                query => query.Word<DeliveryStatus>("status"),
                (caller, status, page) =>
                    deliveries.ListAsync(caller.OrgId, status, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentDeliveryDocument
            );

    /// <summary>A delivery.</summary>
    [Function("ManageDeliveriesGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = One)] HttpRequest request,
        string deliveryId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(caller =>
                deliveries.FindAsync(caller.OrgId, deliveryId, cancellationToken).ToReplyAsync(Form)
            );

    /// <summary>Sends a callback again.</summary>
    [Function("ManageDeliveriesRedeliver")]
    public Task<IResult> RedeliverAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/redeliver")] HttpRequest request,
        string deliveryId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                deliveries.RedeliverAsync(caller, deliveryId, cancellationToken).ToAcceptedAsync(Form)
            );
}
