using System.Diagnostics;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Messaging;
using Loyalty.RequestLog;
using Loyalty.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.PointsRequests;

/// <summary>
/// Admits <c>POST /points</c>. The steps are the rows of the answer table, in their order; the first that refuses is the
/// answer, unless more wait than may (503):
/// 1 scope and signature · 2 body · 3 rule · 4 client · 5 request id · 6 rule's state and dates · 7 member · 8 balance
/// and what the program allows · 9 claim and enqueue. What is refused claims nothing. These are early answers: the ledger judges again.
/// </summary>
public sealed class PointsAdmission(
    CachedCatalog catalog,
    IRequestRegistry registry,
    ILedgerStore ledger,
    RuleGate gate,
    IMessageQueue queue,
    Redelivery redelivery,
    ClientSignatures signatures,
    BackPressure pressure,
    IOptions<CallbackOptions> callbackOptions,
    TimeProvider time,
    ILogger<PointsAdmission> logger
)
{
    /// <summary>Admits or refuses a request whose token is good.</summary>
    /// <param name="caller">Whom the token names.</param>
    /// <param name="http">The request as it was on the wire.</param>
    /// <param name="notJson">What to say to its content type, in its turn; null when that is JSON.</param>
    /// <param name="subject">Where to write down what it turns out to be about; null = nobody asks.</param>
    /// <param name="cancellationToken">Cancels; a claim that is already made stays and is replayed.</param>
    public async Task<AdmissionOutcome> AdmitAsync(
        Caller caller,
        SignedRequest http,
        Problem? notJson,
        RequestSubject? subject,
        CancellationToken cancellationToken
    )
    {
        subject ??= new RequestSubject();
        var outcome = await DecideAsync(caller, http, notJson, subject, cancellationToken);
        switch (outcome)
        {
            case AdmissionOutcome.Accepted accepted:
                subject.TransactionId = accepted.TransactionId;
                Log.Accepted(logger, caller.ClientId.Value, accepted.TransactionId.Value, accepted.Replayed);
                Telemetry.CountAdmission(accepted.Replayed ? "replayed" : "accepted");
                break;
            case AdmissionOutcome.Refused { Problem.Refusal: var refusal }:
                Log.Refused(logger, caller.ClientId.Value, refusal);
                Telemetry.CountAdmission(refusal.Form().Code);
                break;
            default:
                throw new UnreachableException();
        }

        return outcome;
    }

    private async Task<AdmissionOutcome> DecideAsync(
        Caller caller,
        SignedRequest http,
        Problem? notJson,
        RequestSubject subject,
        CancellationToken cancellationToken
    )
    {
        // :: Step 1, as far as it can be known yet
        if (!caller.May(Scopes.PointsEarn) && !caller.May(Scopes.PointsRedeem))
            return Lacking(Scopes.PointsEarn, Scopes.PointsRedeem);
        if (pressure.WhyNot() is { } tooMuch)
            return Refuse(tooMuch);
        var client = caller.Client;
        if (signatures.WhyNot(client, http) is { } unsigned)
            return Refuse(unsigned);

        // :: Step 2
        if (notJson is not null)
            return Refuse(notJson);
        var request = PointsRequest.Read(http.Body, client, callbackOptions.Value.AllowLoopbackAndHttp, out var errors);
        if (request is null)
            return Refuse(InvalidBody(errors));
        (subject.MemberId, subject.RequestId) = (request.UserId, request.RequestId);

        // :: Step 3, and the rest of step 1
        var rule = await catalog.FindAsync<Rule>(Rule.KeyOf(caller.OrgId, request.RuleId), cancellationToken);
        if (rule is null)
            return Refuse(Refusal.RuleNotFound);
        (subject.RuleId, subject.ProgramId) = (rule.RuleId, rule.ProgramId);
        var scope = rule.Type == RuleType.Earn ? Scopes.PointsEarn : Scopes.PointsRedeem;
        if (!caller.May(scope))
            return Lacking(scope);

        // :: Step 4
        if (client.Disabled)
            return Refuse(Refusal.ClientDisabled);
        if (!rule.ClientIds.Contains(client.ClientId))
            return Refuse(Refusal.ClientNotAuthorised);

        // :: Steps 6 to 8 before 5: as long as they admit the request, claiming it answers step 5 with no read of its own.
        var message = MessageFor(request, rule, client);
        var problem = await gate.WhyNotAsync(
            rule,
            message.MemberId,
            message.Amount,
            message.AcceptedAt,
            cancellationToken
        );
        var earlier = problem is null
            ? await registry.ClaimAsync(message, cancellationToken)
            : await registry.FindAsync(client.ClientId, request.RequestId, cancellationToken);

        // :: Step 5
        if (earlier is not null)
            return earlier.ContentHash == message.ContentHash
                ? await ReplayAsync(earlier, cancellationToken)
                : Refuse(Refusal.RequestIdReused);

        // :: Step 9
        return problem is null
            ? new AdmissionOutcome.Accepted(request.RequestId, message.TransactionId, Replayed: false)
            : Refuse(problem);
    }

    /// <summary>
    /// Sends the callback again. Where the outcome is not known yet, the message is queued again instead: the first may
    /// have been lost between claim and queue, and the ledger applies it once however often it comes.
    /// </summary>
    private async Task<AdmissionOutcome> ReplayAsync(PointsMessage earlier, CancellationToken cancellationToken)
    {
        var found = await ledger.FindAsync(
            new MemberKey(earlier.OrgId, earlier.MemberId),
            [earlier.TransactionId],
            cancellationToken
        );
        if (found is not [var entry])
            await queue.SendAsync(QueueNames.Points, [PointsMessage.ToSend(earlier)], cancellationToken);
        else if (earlier.CallbackUrl is { } url)
            await redelivery.ReplayAsync(entry, url, cancellationToken);
        return new AdmissionOutcome.Accepted(earlier.RequestId, earlier.TransactionId, Replayed: true);
    }

    private PointsMessage MessageFor(PointsRequest request, Rule rule, Client client) =>
        new()
        {
            TransactionId = EntryId.For(client.ClientId, request.RequestId),
            OrgId = rule.OrgId,
            MemberId = request.UserId,
            ProgramId = rule.ProgramId,
            RuleId = rule.RuleId,
            RuleVersion = rule.Version,
            ClientId = client.ClientId,
            RequestId = request.RequestId,
            Amount = request.Amount,
            CallbackUrl = request.CallbackUrl,
            ContentHash = request.ContentHash(),
            AcceptedAt = time.GetUtcNow(),
            TraceParent = Activity.Current?.Id,
        };

    private static AdmissionOutcome.Refused Refuse(Problem problem) => new(problem);

    /// <summary>The seed answers a missing scope with 401 here, where every other surface says 403.</summary>
    private static AdmissionOutcome.Refused Lacking(params ReadOnlySpan<string> anyOf) =>
        Refuse(
            new Problem
            {
                Refusal = Refusal.InsufficientScope,
                Status = 401,
                Challenge = BearerChallenge.InsufficientScope(anyOf),
            }
        );

    private static Problem InvalidBody(IReadOnlyList<FieldError> errors) =>
        new()
        {
            Refusal = Refusal.InvalidRequest,
            Detail = errors.Count == 0 ? "The body is not a JSON object." : null,
            Errors = errors,
        };
}
