using Loyalty.Callbacks;
using Loyalty.Catalog;

namespace Loyalty.Programs.Remote;

/// <summary>
/// Tries the connection to the system that keeps a program's books, and moves nothing: asks for a token, and posts a signed
/// request without content, which that system refuses for its content only once it has accepted who sends it.
/// </summary>
public sealed class RemoteTrial(CachedCatalog catalog, RemoteClient client)
{
    private const long Sample = 100;
    private const string TokenFault = "token_";

    /// <summary>What came of it. <see cref="Refusal.NotFound"/>; <see cref="Refusal.IllegalStep"/> where our own ledger
    /// keeps the books.</summary>
    public async Task<Outcome<RemoteTrialDocument>> RunAsync(
        OrgId org,
        string programId,
        CancellationToken cancellationToken
    )
    {
        if (
            !ProgramId.TryParse(programId, out var id)
            || await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(org, id), cancellationToken) is not { } program
        )
            return Refusal.NotFound;
        if (program.Remote is not { } system)
            return new Problem
            {
                Refusal = Refusal.IllegalStep,
                Detail = "The books of this program are here: there is no connection to test.",
            };
        var answer = await client.PostAsync(program, system, "/points", "{}"u8.ToArray(), cancellationToken);
        return Outcomes.Done(DocumentOf(answer, program, system), "");
    }

    private static RemoteTrialDocument DocumentOf(RemoteAnswer answer, PointProgram program, RemoteSystem system)
    {
        var code = answer.TryRead(RemoteJson.Default.RemoteProblem, out var problem) ? problem.Code : null;
        return (answer.Status, code) switch
        {
            (400, "invalid_request") => new(
                true,
                $"The other system accepts our token and our signature. {Sample} {program.Currency} would be worth {program.PointsOf(Sample)} points there."
            ),
            (401, "signature_invalid" or "signature_required") => Bad(
                $"The other system does not accept our signature. Our public key must be registered there under {system.KeyId}."
            ),
            (401, _) => Bad("The client must not award points there: it lacks the scope points.earn."),
            (403, _) => Bad("The client is disabled there."),
            (0, _) => Bad(WhyNot(answer.Fault ?? "")),
            var (status, _) => Bad($"The other system answered with HTTP {status}."),
        };
    }

    private static RemoteTrialDocument Bad(string detail) => new(false, detail);

    private static string WhyNot(string fault) =>
        fault switch
        {
            CallbackFaults.Secret => "The client secret that is stored cannot be read. Enter it again.",
            RemoteClient.CircuitFault => "The other system has failed again and again, and is left alone for a moment.",
            TokenFault + "400" or TokenFault + "401" => "The other system refused the client id or the client secret.",
            TokenFault + "200" => "What answered at this address is no points system: it gave no token.",
            _ when fault.StartsWith(TokenFault, StringComparison.Ordinal) => Unreachable(fault[TokenFault.Length..]),
            _ => Unreachable(fault),
        };

    private static string Unreachable(string fault) =>
        fault switch
        {
            CallbackFaults.Timeout => "The other system did not answer in time.",
            CallbackFaults.Resolve => "The host name of its address was not found.",
            CallbackFaults.Connect => "No connection to the other system.",
            CallbackFaults.Tls => "No secure connection to the other system: its certificate was not accepted.",
            CallbackFaults.Blocked => "Its address is not public, so nothing is sent there.",
            _ when int.TryParse(fault, out var status) => $"The other system answered with HTTP {status}.",
            _ => "The answer of the other system broke off.",
        };
}

/// <summary>What came of testing a connection.</summary>
/// <param name="Works">Whether points could be issued, as far as that can be known without issuing any.</param>
/// <param name="Detail">In a sentence.</param>
public sealed record RemoteTrialDocument(bool Works, string Detail);
