using System.Diagnostics;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Clients: their list, their fields, and whether they may call (contract, section 2).</summary>
public sealed class ClientsFunctions(ManagementRequests requests, ClientRegister clients, ClientChanges changes)
{
    internal const string Route = "manage/clients";

    [Function("Clients")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? CreateAsync(request, cancellationToken)
            : ListAsync(request, cancellationToken);

    [Function("Client")]
    public Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = Route + "/{clientId}")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPut(request.Method)
            ? ChangeAsync(request, clientId, keysOnly: false, cancellationToken)
            : FindAsync(request, clientId, cancellationToken);

    [Function("ClientKeys")]
    public Task<IResult> RunKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/{clientId}/keys")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) => ChangeAsync(request, clientId, keysOnly: true, cancellationToken);

    [Function("ClientDisable")]
    public async Task<IResult> RunDisable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{clientId}/disable")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await changes.DisableAsync(caller, clientId, ifMatch, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ClientDocument);
    }

    [Function("ClientEnable")]
    public async Task<IResult> RunEnable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{clientId}/enable")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await changes.EnableAsync(caller, clientId, ifMatch, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ClientDocument);
    }

    private async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: true, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (paging, bad) = requests.Paging(request);
        if (paging is null)
            return bad ?? throw new UnreachableException();
        return await clients
            .ListAsync(caller, paging.Cursor, paging.Limit, cancellationToken)
            .ToReplyAsync(paging, RulesJson.Default.ListDocumentClientDocument);
    }

    private async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var (creation, bad) = ManagementRequests.Creation(request, caller, body);
        if (creation is null)
            return bad ?? throw new UnreachableException();
        var outcome = await clients.CreateAsync(caller, creation, body.Fields, cancellationToken);
        return outcome.ToCreated(ManagementJson.Default.CreatedClientDocument, client => $"/{Route}/{client.ClientId}");
    }

    private async Task<IResult> FindAsync(HttpRequest request, string clientId, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: true, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var outcome = await clients.FindAsync(caller, clientId, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ClientDocument);
    }

    private async Task<IResult> ChangeAsync(
        HttpRequest request,
        string clientId,
        bool keysOnly,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = keysOnly
            ? await changes.ChangeKeysAsync(caller, clientId, ifMatch, body.Fields, cancellationToken)
            : await changes.ChangeAsync(caller, clientId, ifMatch, body.Fields, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ClientDocument);
    }
}
