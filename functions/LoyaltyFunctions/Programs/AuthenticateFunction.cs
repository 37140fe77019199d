using Loyalty;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Limits;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Programs;

/// <summary>Access tokens for clients of the aggregator: from JSON (seed 003), or from the form that the token endpoint
/// takes. Unlike there, what is refused is a problem document.</summary>
public sealed class AuthenticateFunction(
    TokenEndpoint tokens,
    IOptions<AdmissionOptions> options,
    IOptions<LimitOptions> limits
)
{
    private const int MaxText = 1000;

    [Function("ProgramsAuthenticate")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/authenticate")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var body = await request.ReadBodyAsync(options.Value.MaxBodyBytes, cancellationToken);
        if (body is null)
            return Reply.Problem(Refusal.PayloadTooLarge);
        if (request.IsForm() && !request.IsEncoded())
            return ReplyTo(await tokens.AnswerAsync(request, body, limits.Value, cancellationToken));
        if (request.WhyNotJson() is { } problem)
            return Reply.Problem(problem);
        if (!JsonFields.TryParse(body, out var fields))
            return Reply.Problem(
                new Problem { Refusal = Refusal.InvalidRequest, Detail = "The body is not a JSON object." }
            );
        var id = fields.Line("clientId", required: true, MaxText);
        var secret = fields.Line("clientSecret", required: true, MaxText);
        return fields.Errors.Count > 0
            ? Reply.Invalid(fields.Errors)
            : ReplyTo(
                await tokens.IssueAsync(
                    id ?? "",
                    secret ?? "",
                    scope: null,
                    request.AddressOf(limits.Value),
                    cancellationToken
                )
            );
    }

    private static IResult ReplyTo(TokenAnswer answer) =>
        answer switch
        {
            { Grant: { } grant } => Reply
                .Json(
                    200,
                    new AuthenticatedDocument(grant.AccessToken, grant.AccessToken, "Bearer", grant.ExpiresInSeconds),
                    ProgramsWireJson.Default.AuthenticatedDocument
                )
                .With("Cache-Control", "no-store"),
            { Status: 401 } => Reply.Problem(
                new Problem
                {
                    Refusal = Refusal.InvalidClient,
                    Challenge = answer.Challenge ?? "Basic realm=\"partner\", charset=\"UTF-8\"",
                }
            ),
            { Status: 404 } => Reply.Problem(
                new Problem { Refusal = Refusal.NotFound, Detail = answer.Error?.Description }
            ),
            { Status: 429, RetryAfter: { } wait } => Reply.Problem(Problem.TooMany(wait)),
            { Status: 503 } => Reply.Problem(
                new Problem { Refusal = Refusal.Unavailable, RetryAfter = answer.RetryAfter }
            ),
            _ => Reply.Problem(new Problem { Refusal = Refusal.InvalidRequest, Detail = answer.Error?.Description }),
        };
}
