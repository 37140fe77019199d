using Loyalty;
using Loyalty.Json;
using Loyalty.Limits;
using Loyalty.PointsRequests;
using Loyalty.Sessions;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.BusinessConsole;

/// <summary>Signs people in at the console, and out: a cookie that is good for access tokens, and for nothing else.</summary>
public sealed class SessionFunctions(
    ConsoleSessions sessions,
    IOptions<AdmissionOptions> options,
    IOptions<LimitOptions> limits
)
{
    private const string Route = "console/session";

    [Function("ConsoleSession")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "delete", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        !SameOrigin.Holds(request) ? Foreign()
        : HttpMethods.IsPost(request.Method) ? await StartAsync(request, cancellationToken)
        : await EndAsync(request, cancellationToken);

    [Function("ConsoleSessionToken")]
    public async Task<IResult> RunToken(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/token")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!SameOrigin.Holds(request))
            return Foreign();
        var (grant, problem) = await sessions.TokenAsync(SessionCookie.TicketOf(request), cancellationToken);
        return grant is not null ? Reply.Json(200, grant.ToJson())
            : problem is { Refusal: Refusal.Unauthenticated } ? Reply.Problem(problem).Forget(request)
            : Reply.Problem(problem ?? Refusal.UnexpectedError);
    }

    private async Task<IResult> StartAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadBodyAsync(options.Value.MaxBodyBytes, cancellationToken);
        if (body is null)
            return Reply.Problem(Refusal.PayloadTooLarge);
        if (request.WhyNotJson() is { } wrong)
            return Reply.Problem(wrong);
        if (!JsonFields.TryParse(body, out var fields))
            return Reply.Problem(
                new Problem { Refusal = Refusal.InvalidRequest, Detail = "The body is not a JSON object." }
            );
        var (ticket, problem) = await sessions.StartAsync(fields, request.AddressOf(limits.Value), cancellationToken);
        if (ticket is null)
            return Reply.Problem(problem ?? Refusal.UnexpectedError);
        // The browser will forget the old ticket, and nobody else is to have it.
        await sessions.EndAsync(SessionCookie.TicketOf(request), cancellationToken);
        return Reply.Empty(StatusCodes.Status204NoContent).Keep(request, ticket);
    }

    private async Task<IResult> EndAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(SessionCookie.TicketOf(request), cancellationToken);
        return Reply.Empty(StatusCodes.Status204NoContent).Forget(request);
    }

    private static Reply Foreign() =>
        Reply.Problem(
            new Problem { Refusal = Refusal.Forbidden, Detail = "Requests from other sites are refused here." }
        );
}
