using System.Diagnostics;
using Loyalty;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Messages that could not be handled.</summary>
public sealed class ParkedFunctions(ManagementRequests requests, ParkedDesk parked)
{
    private const string List = "manage/parked";
    private const string One = List + "/{parkedId}";

    /// <summary>The parked messages.</summary>
    [Function("ManageParkedList")]
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
        return await parked
            .ListAsync(caller, paging.Cursor, paging.Limit, cancellationToken)
            .ToReplyAsync(paging, OperationsWireJson.Default.ListDocumentParkedDocument);
    }

    /// <summary>A parked message.</summary>
    [Function("ManageParkedGet")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string parkedId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var found = await parked.FindAsync(caller, RouteText.Last(request, parkedId), cancellationToken);
        return found is null
            ? Reply.Problem(Refusal.NotFound)
            : Reply.Json(200, found, OperationsJson.Default.ParkedDocument);
    }

    /// <summary>Has a message handled again.</summary>
    [Function("ManageParkedRetry")]
    public async Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/retry")] HttpRequest request,
        string parkedId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (message, problem) = await parked.RetryAsync(caller, parkedId, cancellationToken);
        return message is null
            ? Reply.Problem(problem)
            : Reply.Json(202, message, OperationsJson.Default.ParkedDocument);
    }

    /// <summary>Gives a message up.</summary>
    [Function("ManageParkedDelete")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string parkedId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var problem = await parked.DropAsync(caller, RouteText.Last(request, parkedId), cancellationToken);
        return problem == Refusal.None ? Reply.Empty(204) : Reply.Problem(problem);
    }
}
