using Loyalty;
using Loyalty.Identity;
using Loyalty.Programs;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Programs;

/// <summary>A client's programs, what a value is worth there, and whose points they can be (seed 003).</summary>
public sealed class ProgramsFunctions(ApiRequests requests, IssueRegister register)
{
    private const int MaxEmail = 254;
    private static readonly string[] Clients = [Scopes.Programs];

    [Function("ProgramsProfile")]
    public Task<IResult> Profile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v1/profile")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Clients, request, cancellationToken)
            .ShowAsync(
                caller => register.ProfileAsync(caller, cancellationToken),
                ProgramsWireJson.Default.ProfileDocument
            );

    [Function("ProgramsList")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v1/programs")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Clients, request, cancellationToken)
            .ShowAsync(
                caller => register.ProgramsAsync(caller, cancellationToken),
                ProgramsWireJson.Default.IReadOnlyListPartnerProgramDocument
            );

    [Function("ProgramsCurrencies")]
    public Task<IResult> Currencies(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v1/currencies")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Clients, request, cancellationToken)
            .ShowAsync(
                caller => register.CurrenciesAsync(caller, cancellationToken),
                ProgramsWireJson.Default.IReadOnlyListString
            );

    [Function("ProgramsPreview")]
    public Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/transactions/preview")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Clients, request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                {
                    var program = fields.Id<ProgramId>("programId");
                    var value = fields.Whole("value", 1, ProgramRates.MaxValue);
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var outcome = await register.PreviewAsync(caller, program, value, cancellationToken);
                    return outcome.ToPlainReply(ProgramsWireJson.Default.PreviewDocument);
                }
            );

    [Function("ProgramsValidateMember")]
    public Task<IResult> ValidateMember(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/programs/{programId}/validate-member")]
            HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Clients, request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                {
                    var user = fields.OptionalId<MemberId>("destinationUserId");
                    var email = fields.Line("destinationUserEmail", required: false, MaxEmail);
                    if (!fields.Has("destinationUserId") && !fields.Has("destinationUserEmail"))
                        fields.Fail("destinationUserEmail", "required", "It or destinationUserId is required.");
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    if (!ProgramId.TryParse(programId, out var program))
                        return Reply.Problem(Refusal.UnknownProgram);
                    var outcome = await register.ValidateAsync(caller, program, user, email, cancellationToken);
                    return outcome.ToPlainReply(ProgramsWireJson.Default.ValidityDocument);
                }
            );
}
