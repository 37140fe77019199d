using System.Diagnostics;
using Loyalty;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Who changed what.</summary>
public sealed class AuditFunctions(ManagementRequests requests, AuditLog audit)
{
    /// <summary>The changes, all or those of a <c>kind</c> or of the thing with an <c>id</c>.</summary>
    [Function("ManageAuditList")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "manage/audit")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (paging, bad) = requests.Paging(request);
        if (paging is null)
            return bad ?? throw new UnreachableException();
        var (kinds, ids) = (request.Query["kind"], request.Query["id"]);
        var errors = new List<FieldError>();
        if (kinds.Count > 1)
            errors.Add(new FieldError("kind", "duplicate", "Must stand there once."));
        if (ids.Count > 1)
            errors.Add(new FieldError("id", "duplicate", "Must stand there once."));
        if (errors.Count > 0)
            return ManagementRequests.Invalid(errors);
        var (kind, id) = (kinds.Count == 0 ? null : kinds[0], ids.Count == 0 ? null : ids[0]);
        return await audit
            .ListAsync(caller.OrgId, kind, id, paging.Cursor, paging.Limit, cancellationToken)
            .ToReplyAsync(paging, OperationsWireJson.Default.ListDocumentAuditDocument);
    }
}
