using Loyalty.Management.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Who changed what.</summary>
public sealed class AuditFunctions(ManagementRequests requests, AuditRegister audit)
{
    /// <summary>The changes, all or those of a <c>kind</c> or of the thing with an <c>id</c>.</summary>
    [Function("ManageAuditList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/audit")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .ListAsync(
                query => (Kind: query.Text("kind"), Id: query.Text("id")),
                (caller, filter, page) =>
                    audit.ListAsync(caller.OrgId, filter.Kind, filter.Id, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentAuditDocument
            );
}
