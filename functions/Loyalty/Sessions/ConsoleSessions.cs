using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Sessions;

/// <summary>
/// Sign-ins at the console. A client shows its secret once and gets a ticket that is good for access tokens of the
/// management API, and for nothing else. Sessions are kept in the catalog, where every host finds them and where a
/// sign-out also ends a copy of the ticket, which a ticket that vouches for itself would outlive.
/// </summary>
public sealed class ConsoleSessions(
    ClientAuthenticator authenticator,
    TokenIssuer issuer,
    ICatalog store,
    CachedCatalog catalog,
    IOptions<SessionOptions> options,
    IOptions<IdentityOptions> identity,
    TimeProvider time,
    ILogger<ConsoleSessions> log
)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan UseIsNotedAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(1);

    /// <summary>Signs a client in; the ticket, or why there is none.</summary>
    /// <param name="body">JSON with <c>clientId</c> and <c>clientSecret</c>.</param>
    /// <param name="address">Where the request came from.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(string? Ticket, Problem? Problem)> StartAsync(
        JsonFields body,
        string address,
        CancellationToken cancellationToken
    )
    {
        // Tokens of another authority cannot be had for a secret of ours.
        if (identity.Value.HasAuthority)
            return (null, Refusal.NotFound);
        var clientId = body.Text("clientId", required: true);
        var secret = body.Text("clientSecret", required: true);
        if (clientId is null || secret is null)
            return (null, Problem.Invalid(body.Errors));
        var answer = await authenticator.AuthenticateAsync(clientId, secret, address, cancellationToken);
        if (answer.Busy)
            return (null, new Problem { Refusal = Refusal.Unavailable, RetryAfter = BusyFor });
        if (answer.RetryAfter is { } wait)
            return (null, Problem.TooMany(wait));
        if (!answer.Succeeded)
            return (null, Unknown("The client id and secret do not match, or the client is disabled."));
        if (ScopesOf(answer.Client) is [])
            return (
                null,
                new Problem { Refusal = Refusal.InsufficientScope, Detail = "The client has no management scope." }
            );

        await MakeRoomAsync(answer.Client.ClientId, cancellationToken);
        var (ticket, text) = SessionTicket.Create(answer.Client.ClientId);
        var now = time.GetUtcNow();
        await store.CreateAsync(
            new ConsoleSession
            {
                ClientId = ticket.ClientId,
                TicketHash = ticket.Hash,
                SecretNumbers = SecretsOf(answer.Client),
                StartedAt = now,
                UsedAt = now,
            },
            cancellationToken
        );
        log.SessionStarted(ticket.ClientId.Value);
        return (text, null);
    }

    /// <summary>An access token for the management API, if the ticket's session lives.</summary>
    public async Task<(TokenGrant? Grant, Problem? Problem)> TokenAsync(
        string? ticket,
        CancellationToken cancellationToken
    )
    {
        if (identity.Value.HasAuthority)
            return (null, Refusal.NotFound);
        if (await FindAsync(ticket, cancellationToken) is not { } session)
            return (null, Ended());
        var client = await catalog.FindAsync<Client>(Client.KeyOf(session.Value.ClientId), cancellationToken);
        if (!IsLive(session.Value) || client is null || !IsStillGood(session.Value, client))
        {
            await store.DeleteAsync<ConsoleSession>(session.Value.Key, session.ETag, null, cancellationToken);
            return (null, Ended());
        }

        var now = time.GetUtcNow();
        // Where another request was faster, it has noted the use.
        if (now - session.Value.UsedAt >= UseIsNotedAfter)
            await store.ReplaceAsync(session.Value with { UsedAt = now }, session.ETag, cancellationToken);
        var scopes = ScopesOf(client);
        log.TokenIssued(client.ClientId.Value, scopes.Length);
        return (issuer.Grant(client, scopes), null);
    }

    /// <summary>Signs out; whoever has a copy of the ticket has nothing more. Without a session nothing happens.</summary>
    public async Task EndAsync(string? ticket, CancellationToken cancellationToken)
    {
        for (var attempt = 1; await FindAsync(ticket, cancellationToken) is { } session; attempt++)
        {
            if (await store.DeleteAsync<ConsoleSession>(session.Value.Key, session.ETag, null, cancellationToken))
                log.SessionEnded(session.Value.ClientId.Value);
            else if (attempt == MostAttempts)
                throw new UnavailableException($"Gave up ending a session after {MostAttempts} conflicting writes.");
        }
    }

    private async Task<Versioned<ConsoleSession>?> FindAsync(string? ticket, CancellationToken cancellationToken) =>
        SessionTicket.Read(ticket) is { } read
            ? await store.FindAsync<ConsoleSession>(ConsoleSession.KeyOf(read.ClientId, read.Hash), cancellationToken)
            : null;

    /// <summary>Removes the client's sessions that have ended and, where there are too many, those that rested
    /// longest.</summary>
    private async Task MakeRoomAsync(ClientId client, CancellationToken cancellationToken)
    {
        var most = options.Value.MaxPerClient;
        // Sign-ins at the same moment can each find room, so there may be a few more than the setting says.
        var page = await store.ListAsync<ConsoleSession>(client.Value, null, 2 * most, cancellationToken);
        var kept = 0;
        foreach (var session in page.Items.OrderByDescending(session => session.Value.UsedAt))
            if (!IsLive(session.Value) || ++kept >= most)
                await store.DeleteAsync<ConsoleSession>(session.Value.Key, session.ETag, null, cancellationToken);
    }

    private bool IsLive(ConsoleSession session)
    {
        var now = time.GetUtcNow();
        return now < session.UsedAt + options.Value.IdleFor && now < session.StartedAt + options.Value.MaxAge;
    }

    private bool IsStillGood(ConsoleSession session, Client client) =>
        !client.Disabled && ScopesOf(client) is not [] && SecretsOf(client).SequenceEqual(session.SecretNumbers);

    private List<int> SecretsOf(Client client)
    {
        var now = time.GetUtcNow();
        return
        [
            .. client
                .Secrets.Where(secret => secret.ExpiresAt is not { } expiry || now < expiry)
                .Select(secret => secret.N)
                .Order(),
        ];
    }

    private static string[] ScopesOf(Client client) => [.. client.Scopes.Where(Scopes.IsManagement)];

    private static Problem Ended() => Unknown("The session has ended. Sign in again.");

    private static Problem Unknown(string detail) =>
        new()
        {
            Refusal = Refusal.Unauthenticated,
            Detail = detail,
            Challenge = "Bearer realm=\"console\"",
        };
}
