using System.Text.Json.Serialization.Metadata;
using Loyalty.Management;
using Loyalty.Management.Clients;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Clients: their list, their fields, and whether they may call (contract, section 2).</summary>
public sealed class ClientsFunctions(ManagementRequests requests, ClientRegister clients, ClientChanges changes)
{
    internal const string Route = "manage/clients";
    private static readonly JsonTypeInfo<ClientDocument> Form = ManagementJson.Default.ClientDocument;

    [Function("Clients")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? requests
                .ByWriters(request, cancellationToken)
                .AnswerOnceAsync(
                    (caller, creation, fields) =>
                        clients
                            .CreateAsync(caller, creation, fields, cancellationToken)
                            .ToCreatedAsync(
                                ManagementJson.Default.CreatedClientDocument,
                                client => $"/{Route}/{client.ClientId}"
                            )
                )
            : requests
                .ByRuleReaders(request, cancellationToken)
                .ListAsync(
                    (caller, page) => clients.ListAsync(caller, page.Cursor, page.Limit, cancellationToken),
                    ListJson.Default.ListDocumentClientDocument
                );

    [Function("Client")]
    public Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "put", Route = Route + "/{clientId}")]
            HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPut(request.Method)
            ? requests
                .ByWriters(request, cancellationToken)
                .AnswerBodyAsync(
                    (caller, fields) =>
                        changes
                            .ChangeAsync(caller, clientId, request.IfMatch(), fields, cancellationToken)
                            .ToReplyAsync(Form)
                )
            : requests
                .ByRuleReaders(request, cancellationToken)
                .AnswerAsync(caller => clients.FindAsync(caller, clientId, cancellationToken).ToReplyAsync(Form));

    [Function("ClientKeys")]
    public Task<IResult> RunKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/{clientId}/keys")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerBodyAsync(
                (caller, fields) =>
                    changes
                        .ChangeKeysAsync(caller, clientId, request.IfMatch(), fields, cancellationToken)
                        .ToReplyAsync(Form)
            );

    [Function("ClientDisable")]
    public Task<IResult> RunDisable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{clientId}/disable")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                changes.DisableAsync(caller, clientId, request.IfMatch(), cancellationToken).ToReplyAsync(Form)
            );

    [Function("ClientEnable")]
    public Task<IResult> RunEnable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{clientId}/enable")] HttpRequest request,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                changes.EnableAsync(caller, clientId, request.IfMatch(), cancellationToken).ToReplyAsync(Form)
            );
}
