using Loyalty.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Issues of the aggregator that are not settled yet.</summary>
public sealed class PendingIssuesFunction(ManagementRequests requests, IssueRegister issues)
{
    [Function("ManagePendingIssues")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/pending-issues")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .ListAsync(
                (caller, page) => issues.PendingAsync(caller, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentPendingIssueDocument
            );
}
