using System.Diagnostics;
using Loyalty.Catalog;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.PointsRequests;

/// <summary>Checks the signatures of what partners send: one that is there must verify, whether or not the client has to
/// sign.</summary>
public sealed class ClientSignatures(IOptions<AdmissionOptions> options, TimeProvider time)
{
    private const string Challenge = "Signature realm=\"partner\",headers=\"(created) digest (request-target)\"";
    private readonly ClientKeys clientKeys = new();

    /// <summary>Why the request is refused; null = its signature is good, or it has none and needs none.</summary>
    public Problem? WhyNot(Client client, SignedRequest http) =>
        SignatureVerifier.Verify(
            http,
            keyId => clientKeys.Find(client, keyId),
            time.GetUtcNow(),
            options.Value.SignatureTolerance
        ) switch
        {
            SignatureOutcome.Verified => null,
            SignatureOutcome.Absent when client.Signature == SignaturePolicy.Optional => null,
            SignatureOutcome.Absent => new Problem { Refusal = Refusal.SignatureRequired, Challenge = Challenge },
            SignatureOutcome.Rejected rejected => new Problem
            {
                Refusal = Refusal.SignatureInvalid,
                Detail = rejected.Fault.PublicText(),
                Challenge = Challenge,
            },
            _ => throw new UnreachableException(),
        };
}
