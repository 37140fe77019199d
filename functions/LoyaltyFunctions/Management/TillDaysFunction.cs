using Loyalty;
using Loyalty.Catalog;
using Loyalty.PointOfSale;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>What a client's tills did on its latest days.</summary>
public sealed class TillDaysFunction(ManagementRequests requests, CachedCatalog catalog, TillCounts counts)
{
    [Function("ClientTillDays")]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            "head",
            Route = ClientsFunctions.Route + "/{clientId}/till-days"
        )]
            HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(async caller =>
                ClientId.TryParse(clientId, out var id)
                && (await catalog.FindAsync<Client>(Client.KeyOf(id), cancellationToken))?.OrgId == caller.OrgId
                    ? Reply.Json(
                        200,
                        new ListDocument<TillDay>(
                            (await counts.ReadAsync(caller.OrgId, id, cancellationToken)).Days,
                            NextCursor: null
                        ),
                        ListJson.Default.ListDocumentTillDay
                    )
                    : Reply.Problem(Refusal.NotFound)
            );
}
