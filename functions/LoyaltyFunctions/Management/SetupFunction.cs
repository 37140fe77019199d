using System.Diagnostics;
using Loyalty;
using Loyalty.Ownership;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Management;

/// <summary>Creates the first owner, against the setup token that the deployment knows the hash of.</summary>
public sealed class SetupFunction(OwnerSetup setup, IOptions<AdmissionOptions> options)
{
    private const string Scheme = "Bearer ";

    [Function("ManageSetup")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/setup")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var body = await request.ReadBodyAsync(options.Value.MaxBodyBytes, cancellationToken);
        if (body is null)
            return Reply.Problem(Refusal.PayloadTooLarge);
        var outcome = await setup.CreateAsync(TokenOf(request), body, cancellationToken);
        return outcome switch
        {
            SetupOutcome.Created created => Reply.Json(
                StatusCodes.Status201Created,
                new SetupDocument(created.OrgId, created.ProgramId, created.ClientId, created.ClientSecret),
                ListJson.Default.SetupDocument
            ),
            SetupOutcome.Refused refused => Reply.Problem(refused.Problem),
            _ => throw new UnreachableException(),
        };
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? only[Scheme.Length..].Trim()
            : null;
}

/// <summary>The answer of the setup: the only place that ever shows the owner's secret.</summary>
internal sealed record SetupDocument(OrgId OrgId, ProgramId ProgramId, ClientId ClientId, string ClientSecret);
