using Loyalty;
using Loyalty.Identity;
using Loyalty.Programs;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Programs;

/// <summary>Who an organisation's users are in its programs (seed 003).</summary>
public sealed class ConnectionsFunctions(ApiRequests requests, ConnectionRegister connections)
{
    private const string Route = "v1/connections";
    private static readonly string[] Clients = [Scopes.Programs];

    [Function("ProgramsConnect")]
    public Task<IResult> Connect(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .BySigners(Clients, request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                {
                    var program = fields.Id<ProgramId>("programId");
                    var endUser = fields.Id<MemberId>("endUserId");
                    var destination = fields.Id<MemberId>("destinationUserId");
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var outcome = await connections.ConnectAsync(
                        caller,
                        program,
                        endUser,
                        destination,
                        cancellationToken
                    );
                    return outcome.ToPlainReply(ProgramsWireJson.Default.ConnectionDocument);
                }
            );

    [Function("ProgramsConnections")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .By(Clients, request, cancellationToken)
            .ShowAsync(
                (caller, query) =>
                    (
                        Caller: caller,
                        EndUser: query.RequiredId<MemberId>("endUserId"),
                        Program: query.Id<ProgramId>("programId")
                    ),
                sent => connections.ListAsync(sent.Caller, sent.EndUser, sent.Program, cancellationToken),
                ProgramsWireJson.Default.IReadOnlyListConnectionDocument
            );
}
