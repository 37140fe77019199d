using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Clients;

/// <summary>The clients of an organisation.</summary>
public sealed class ClientRegister(
    ClientFile file,
    ICatalog store,
    Creations creations,
    IKeyRing keys,
    IOptions<ManagementOptions> options,
    IOptions<IdentityOptions> identity,
    TimeProvider time
)
{
    /// <summary>The clients, in the order of their ids. A page may be shorter than asked for.</summary>
    /// <exception cref="UnknownCursorException">The cursor is none of ours.</exception>
    public async Task<Page<ClientDocument>> ListAsync(
        Caller caller,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await store.ListAsync<ClientListing>(caller.OrgId.Value, cursor, limit, cancellationToken);
        var items = new List<ClientDocument>(page.Items.Count);
        foreach (var listing in page.Items)
            if (await file.ReadAsync(caller, listing.Value.ClientId.Value, cancellationToken) is { } found)
                items.Add(ClientDocument.Of(found.Value) with { Etag = EntityTags.Quoted(found.ETag) });
        return new Page<ClientDocument>(items, page.NextCursor);
    }

    /// <summary>One client.</summary>
    public async Task<Outcome<ClientDocument>> FindAsync(
        Caller caller,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        await file.ReadAsync(caller, clientId, cancellationToken) is { } found
            ? Outcomes.Done(ClientDocument.Of(found.Value), found.ETag)
            : Refusal.NotFound;

    /// <summary>Creates a client with its first secret and its callback secret, which are told this once. Whoever
    /// manages an organisation may grant any scope.</summary>
    public async Task<Outcome<CreatedClientDocument>> CreateAsync(
        Caller caller,
        CreationRequest request,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        if (await EarlierAsync() is { } earlier)
            return earlier;
        var now = time.GetUtcNow();
        var draft = ClientDraft.Read(
            fields,
            new Client
            {
                ClientId = default,
                OrgId = caller.OrgId,
                Name = "",
                Scopes = [],
                CreatedAt = now,
            },
            options.Value
        );
        if (fields.Errors.Count > 0)
            return Problem.Invalid(fields.Errors);
        var (id, refusal) = await creations.ClaimAsync(
            request,
            FreshId.Create(ClientFile.Kind, now),
            cancellationToken
        );
        if (refusal != Refusal.None)
            return refusal;

        var (secret, callbackSecret) = (SecretHash.NewSecret(), StandardWebhook.Create());
        var clientId = TextId.From<ClientId>(id);
        var client = draft with
        {
            ClientId = clientId,
            SealedCallbackSecret = CallbackSecret.Seal(callbackSecret, clientId, keys.DataKey),
            LastSecretN = 1,
            Secrets =
            [
                new ClientSecret
                {
                    N = 1,
                    Hash = SecretHash.Create(secret, identity.Value.SecretHashIterations),
                    CreatedAt = now,
                },
            ],
        };
        if (await file.CreateAsync(caller, client, cancellationToken) is { } etag)
            return Outcomes.Done(
                new CreatedClientDocument(ClientDocument.Of(client), secret, callbackSecret.ExportSecret()),
                etag
            );
        // The same request, sent twice at the same time: the other one was faster, and its answer has the secrets.
        return await EarlierAsync() ?? throw new InvalidOperationException($"Client {id} is there and is not.");

        // What the request's key has led to, without the secrets; null = nothing yet.
        Task<Outcome<CreatedClientDocument>?> EarlierAsync() =>
            creations.EarlierAsync(
                request,
                async made =>
                    await file.ReadAsync(caller, made, cancellationToken) is { } found
                        ? Outcomes.Done(
                            new CreatedClientDocument(ClientDocument.Of(found.Value), null, null),
                            found.ETag
                        )
                        : Refusal.NotFound,
                cancellationToken
            );
    }
}
