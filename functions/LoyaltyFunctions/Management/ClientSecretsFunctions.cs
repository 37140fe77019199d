using System.Diagnostics;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>The secrets of clients, each shown once (contract, section 2).</summary>
public sealed class ClientSecretsFunctions(ManagementRequests requests, ClientSecrets secrets)
{
    private const string Route = ClientsFunctions.Route + "/{clientId}/";

    [Function("ClientSecrets")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = Route + "secrets")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? AddAsync(request, clientId, cancellationToken)
            : ListAsync(request, clientId, cancellationToken);

    [Function("ClientSecret")]
    public async Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route + "secrets/{n}")] HttpRequest request,
        string clientId,
        string n,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await secrets.RemoveAsync(caller, clientId, n, ifMatch, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ClientDocument);
    }

    [Function("ClientCallbackSecret")]
    public async Task<IResult> RunCallbackSecret(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "callback-secret")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await secrets.ReplaceCallbackSecretAsync(caller, clientId, ifMatch, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.CallbackSecretDocument);
    }

    private async Task<IResult> ListAsync(HttpRequest request, string clientId, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var outcome = await secrets.ListAsync(caller, clientId, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.SecretListDocument);
    }

    private async Task<IResult> AddAsync(HttpRequest request, string clientId, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (creation, bad) = ManagementRequests.Creation(request, caller, body: null);
        if (creation is null)
            return bad ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await secrets.AddAsync(caller, creation, clientId, ifMatch, cancellationToken);
        return outcome.ToCreated(
            ManagementJson.Default.NewSecretDocument,
            secret => $"/{ClientsFunctions.Route}/{clientId}/secrets/{secret.N}"
        );
    }
}
