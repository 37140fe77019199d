using Loyalty.Management;
using Loyalty.Management.Clients;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>The secrets of clients, each shown once (contract, section 2).</summary>
public sealed class ClientSecretsFunctions(ManagementRequests requests, ClientSecrets secrets)
{
    private const string Route = ClientsFunctions.Route + "/{clientId}/";
    private static readonly ManagementJson Json = ManagementJson.Default;

    [Function("ClientSecrets")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", Route = Route + "secrets")]
            HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? AddAsync(request, clientId, cancellationToken)
            : requests
                .ByReaders(request, cancellationToken)
                .AnswerAsync(caller =>
                    secrets.ListAsync(caller, clientId, cancellationToken).ToReplyAsync(Json.SecretListDocument)
                );

    [Function("ClientSecret")]
    public Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route + "secrets/{n}")] HttpRequest request,
        string clientId,
        string n,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                secrets
                    .RemoveAsync(caller, clientId, n, request.IfMatch(), cancellationToken)
                    .ToReplyAsync(Json.ClientDocument)
            );

    [Function("ClientCallbackSecret")]
    public Task<IResult> RunCallbackSecret(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "callback-secret")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                secrets
                    .ReplaceCallbackSecretAsync(caller, clientId, request.IfMatch(), cancellationToken)
                    .ToReplyAsync(Json.CallbackSecretDocument)
            );

    private Task<IResult> AddAsync(HttpRequest request, string clientId, CancellationToken cancellationToken) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerOnceAsync(
                (caller, creation) =>
                    secrets
                        .AddAsync(caller, creation, clientId, request.IfMatch(), cancellationToken)
                        .ToCreatedAsync(
                            Json.NewSecretDocument,
                            secret => $"/{ClientsFunctions.Route}/{clientId}/secrets/{secret.N}"
                        )
            );
}
