using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Programs.Remote;

/// <summary>
/// The books of another points system that speaks as ours does (seed 000): an issue is a signed earn request there, under
/// our issue's id, so that it is booked once however often it is sent.
/// </summary>
public sealed class RemoteBooks(CachedCatalog catalog, RemoteClient client) : IProgramBooks
{
    private const string ChangedFault = "connection_changed";
    private const string ForeignFault = "foreign_answer";

    /// <inheritdoc/>
    /// <remarks>Our members are not the other system's, so what the organisation has connected comes first.</remarks>
    public async ValueTask<MemberId> MemberOfAsync(
        PointProgram program,
        MemberId user,
        CancellationToken cancellationToken
    )
    {
        var key = Connection.KeyOf(program.OrgId, user, program.ProgramId);
        return await catalog.FindAsync<Connection>(key, cancellationToken) is { } connection
            ? connection.DestinationUserId
            : user;
    }

    /// <inheritdoc/>
    public ValueTask<Refusal> WhyNotAsync(PointProgram program, MemberId member, CancellationToken cancellationToken) =>
        new(Refusal.None);

    /// <inheritdoc/>
    /// <remarks>Whoever has a balance there is a member. Members are not found by e-mail there.</remarks>
    public async Task<Outcome<ValidityDocument>> ValidateAsync(
        PointProgram program,
        MemberId? user,
        string? email,
        CancellationToken cancellationToken
    )
    {
        if (email is not null || user is not { } named)
            return Problem.Invalid([
                new FieldError(
                    "destinationUserEmail",
                    "not_allowed",
                    "Another system keeps this program's members: they are found by destinationUserId alone."
                ),
            ]);
        var member = Uri.EscapeDataString((await MemberOfAsync(program, named, cancellationToken)).Value);
        var answer = await client.GetAsync(
            program,
            SystemOf(program),
            org => $"/latitude-points/orgs/{org}/point-programs/default/balances/{member}",
            cancellationToken
        );
        return answer.Status == 200 ? Outcomes.Done(new ValidityDocument(true), "")
            : CodeOf(answer) == Refusal.NotFound.Form().Code ? Outcomes.Done(new ValidityDocument(false), "")
            : Refusal.Unavailable;
    }

    /// <inheritdoc/>
    public async Task<IssueReply> IssueAsync(PointProgram program, Issue issue, CancellationToken cancellationToken)
    {
        if (TargetOf(program, issue) is not { } target)
            return new IssueReply.NoAnswer(ChangedFault, MayHaveArrived: false);
        var request = new RemoteRequest(issue.UserId, target.RuleId, issue.Points, issue.IssueId, target.CallbackUrl);
        var body = JsonSerializer.SerializeToUtf8Bytes(request, RemoteJson.Default.RemoteRequest);
        var answer = await client.PostAsync(program, SystemOf(program), "/points", body, cancellationToken);
        return answer.Status == 202 ? new IssueReply.Pending()
            : answer.Status != 400 || CodeOf(answer) is not { } code ? NoAnswer(answer)
            // What it does not understand is ours to mend, not the caller's: it may be the callback's host.
            : code == Refusal.InvalidRequest.Form().Code ? new IssueReply.NoAnswer(code, MayHaveArrived: false)
            : new IssueReply.TurnedAway(RefusalOf(code), code);
    }

    /// <inheritdoc/>
    public async Task<IssueReply> FindAsync(PointProgram program, Issue issue, CancellationToken cancellationToken)
    {
        if (TargetOf(program, issue) is not { } target)
            return new IssueReply.NoAnswer(ChangedFault, MayHaveArrived: false);
        var answer = await client.GetAsync(
            program,
            SystemOf(program),
            _ => $"/points/requests/{issue.IssueId}",
            cancellationToken
        );
        if (answer.Status == 404 && CodeOf(answer) == Refusal.NotFound.Form().Code)
            return new IssueReply.Unknown();
        if (answer.Status != 200)
            return NoAnswer(answer);
        var isOurs =
            answer.TryRead(RemoteJson.Default.RemoteState, out var state)
            && state.RequestId == issue.IssueId.ToString()
            && state.UserId == issue.UserId.Value
            && state.RuleId == target.RuleId.Value;
        return state switch
        {
            { Status: "success", Point: > 0 and <= Points.MaxPerRequest and var points } when isOurs =>
                new IssueReply.Posted(new Points(points)),
            { Status: "failed" } when isOurs => new IssueReply.Failed(
                RefusalOfMessage(state.ErrorMessage),
                state.ErrorMessage
            ),
            { Status: "pending" } when isOurs => new IssueReply.Pending(),
            _ => new IssueReply.NoAnswer(ForeignFault, MayHaveArrived: true),
        };
    }

    private static RemoteSystem SystemOf(PointProgram program) =>
        program.Remote ?? throw new InvalidOperationException($"Our ledger keeps the books of {program.ProgramId}.");

    /// <summary>Where the issue goes; null = the program's system, or our client there, has become another.</summary>
    private static RemoteIssue? TargetOf(PointProgram program, Issue issue)
    {
        var (system, target) = (SystemOf(program), issue.Remote);
        return target?.BaseUrl == system.BaseUrl && target.ClientId == system.ClientId ? target : null;
    }

    private static IssueReply.NoAnswer NoAnswer(RemoteAnswer answer) =>
        new(answer.Fault ?? $"http_{answer.Status}", answer.MayHaveArrived);

    private static string? CodeOf(RemoteAnswer answer) =>
        answer.TryRead(RemoteJson.Default.RemoteProblem, out var problem) ? problem.Code : null;

    /// <summary>What our callers are told. What concerns our client or rule there is nothing that they could
    /// mend.</summary>
    private static Refusal RefusalOf(string code) =>
        Refusals.TryRead(code, out var refusal) && IsOfMember(refusal) ? refusal : Refusal.ProgramRefused;

    private static Refusal RefusalOfMessage(string? message)
    {
        foreach (var (refusal, form) in Refusals.All)
            if (message is not null && form.CallbackMessage == message && IsOfMember(refusal))
                return refusal;
        return Refusal.ProgramRefused;
    }

    private static bool IsOfMember(Refusal refusal) =>
        refusal
            is Refusal.MemberUnknown
                or Refusal.MemberBlocked
                or Refusal.MemberClosed
                or Refusal.EarningLimitReached
                or Refusal.BudgetLimitReached
                or Refusal.BalanceLimitReached;
}
