using System.Security.Cryptography;
using System.Text;
using Loyalty.Catalog;
using Loyalty.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Ownership;

/// <summary>
/// Creates the first owner: an organisation, its default program and a client that may do everything, without a secret
/// in any template, setting or output. An operator makes a token, gives the deployment its hash alone, and shows the
/// token here once; the answer tells the client's secret once.
/// The client's id comes from the hash, so a token makes one owner for ever and a second use meets the first's create.
/// The client is created last: what breaks off before can be done again with the same token. A new hash, which only who
/// may deploy can set, makes another owner: so a lost secret is replaced.
/// </summary>
public sealed class OwnerSetup(
    CachedCatalog catalog,
    IOptions<SetupOptions> options,
    IOptions<IdentityOptions> identity,
    TimeProvider time,
    ILogger<OwnerSetup> logger
)
{
    /// <summary>Shorter tokens are refused even if their hash is the one that is set: they can be guessed from it.</summary>
    private const int ShortestToken = 32;
    private const int IdDigits = 16;
    private readonly WrongTries wrongTries = new(time);

    /// <summary>Creates the owner.</summary>
    /// <param name="token">As it was sent; null = none was.</param>
    /// <param name="body">JSON of <see cref="SetupRequest"/>.</param>
    /// <param name="cancellationToken">Cancels; what is created by then stays and is taken up by the next try.</param>
    public async Task<SetupOutcome> CreateAsync(
        string? token,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        if (options.Value.TokenHash.Length == 0)
            return Refuse(Refusal.NotFound);
        if (token is null || !IsRight(token))
            return Refuse(WrongToken());
        if (SetupRequest.Read(body, out var errors) is not { } request)
            return Refuse(
                new Problem
                {
                    Refusal = Refusal.InvalidRequest,
                    Detail = errors.Count == 0 ? "The body is not a JSON object." : null,
                    Errors = errors,
                }
            );

        var (client, secret) = NewOwner(request.OrgId);
        if (await catalog.FindAsync<Client>(client.Key, cancellationToken) is not null)
            return Refuse(Used());
        var organisation = await OrganisationAsync(request, cancellationToken);
        await catalog.CreateAsync(
            new ClientListing { OrgId = client.OrgId, ClientId = client.ClientId },
            cancellationToken
        );
        if (await catalog.CreateAsync(client, AuditOf(client), cancellationToken) is null)
            return Refuse(Used());
        Log.OwnerCreated(logger, client.ClientId.Value, client.OrgId.Value);
        return new SetupOutcome.Created(client.OrgId, organisation.DefaultProgramId, client.ClientId, secret);
    }

    private bool IsRight(string token) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(token)),
            Convert.FromHexString(options.Value.TokenHash)
        )
        && token.Length >= ShortestToken;

    /// <summary>Only wrong tokens are held back: were the right one too, anybody could keep the operator out.</summary>
    private Problem WrongToken()
    {
        if (wrongTries.Count() is { } wait)
            return Problem.TooMany(wait);
        Log.WrongToken(logger);
        return new Problem
        {
            Refusal = Refusal.Unauthenticated,
            Detail = "The setup token is needed.",
            Challenge = "Bearer realm=\"setup\"",
        };
    }

    /// <summary>The organisation, made with its program if there is none.</summary>
    private async Task<Organisation> OrganisationAsync(SetupRequest request, CancellationToken cancellationToken)
    {
        var organisation = new Organisation
        {
            OrgId = request.OrgId,
            Name = request.Name,
            DefaultProgramId = request.ProgramId,
        };
        if (await catalog.FindAsync<Organisation>(organisation.Key, cancellationToken) is { } found)
            return found;
        // The program first: nothing may name one that does not exist.
        await catalog.CreateAsync(
            new PointProgram
            {
                OrgId = request.OrgId,
                ProgramId = request.ProgramId,
                Name = request.Name,
            },
            cancellationToken
        );
        await catalog.CreateAsync(organisation, cancellationToken);
        return await catalog.FindAsync<Organisation>(organisation.Key, cancellationToken)
            ?? throw new InvalidOperationException($"Organisation {request.OrgId} was created and cannot be found.");
    }

    private (Client Client, string Secret) NewOwner(OrgId org)
    {
        var secret = SecretHash.NewSecret();
        var client = new Client
        {
            OrgId = org,
            ClientId = TextId.From<ClientId>($"owner-{options.Value.TokenHash[..IdDigits].ToLowerInvariant()}"),
            Name = "Owner",
            Scopes = Scopes.All,
            Secrets =
            [
                new ClientSecret
                {
                    N = 1,
                    Hash = SecretHash.Create(secret, identity.Value.SecretHashIterations),
                    CreatedAt = time.GetUtcNow(),
                },
            ],
        };
        return (client, secret);
    }

    private AuditRecord AuditOf(Client client) =>
        new()
        {
            AuditId = FreshId.Create("audit", time.GetUtcNow()),
            OrgId = client.OrgId,
            At = time.GetUtcNow(),
            By = client.ClientId,
            Action = "setup",
            Kind = Client.Kind,
            Id = client.ClientId.Value,
        };

    private static Problem Used() =>
        new() { Refusal = Refusal.AlreadyExists, Detail = "This setup token was used; set the hash of a new one." };

    private static SetupOutcome.Refused Refuse(Problem problem) => new(problem);
}

/// <summary>What became of a setup.</summary>
public abstract record SetupOutcome
{
    private SetupOutcome() { }

    /// <summary>The owner was created; its secret is told here and never again.</summary>
    public sealed record Created(OrgId OrgId, ProgramId ProgramId, ClientId ClientId, string ClientSecret)
        : SetupOutcome;

    /// <summary>Nothing was created.</summary>
    public sealed record Refused(Problem Problem) : SetupOutcome;
}

/// <summary>Counts wrong tries, so that the many of a guesser are neither logged nor answered at length.</summary>
internal sealed class WrongTries(TimeProvider time)
{
    private const int MostInAWindow = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private long? began;
    private int count;

    /// <summary>Counts one more.</summary>
    /// <returns>Null, or how long to wait when there were too many.</returns>
    public TimeSpan? Count()
    {
        lock (gate)
        {
            var elapsed = began is { } start ? time.GetElapsedTime(start) : Window;
            if (elapsed >= Window)
                (began, count, elapsed) = (time.GetTimestamp(), 0, TimeSpan.Zero);
            return ++count <= MostInAWindow ? null : Window - elapsed;
        }
    }
}
